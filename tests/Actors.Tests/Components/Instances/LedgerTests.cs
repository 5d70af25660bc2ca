using XmppActors.Actors.Components.Instances;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Components.Instances;

public sealed class LedgerTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(1);

    [Fact]
    public void What_was_written_is_acknowledged_in_its_order()
    {
        var ledger = Filled(3, LedgerSettings.Default);

        Assert.Equal(["1", "2", "3"], Write(ledger));
        Assert.Equal(["1", "2"], Acknowledge(ledger, 2));
        Assert.Empty(Acknowledge(ledger, 2));
        Assert.Equal(["3"], Acknowledge(ledger, 100));
        Assert.Equal((0, 0, 0, 3L), (ledger.Count, ledger.Written, ledger.Waiting, ledger.AcknowledgedTotal));
    }

    [Fact]
    public void What_is_beyond_the_window_waits_until_there_is_room()
    {
        var ledger = Filled(5, LedgerSettings.Default with { Window = 2 });

        Assert.Equal(["1", "2"], Write(ledger));
        Acknowledge(ledger, 1);
        Assert.Equal(["3"], Write(ledger));
        Acknowledge(ledger, 3);
        Assert.Equal(["4", "5"], Write(ledger));
    }

    [Fact]
    public void The_window_is_of_bytes_too_and_has_room_for_one_stanza_always()
    {
        var ledger = Filled(3, LedgerSettings.Default with { WindowBytes = 10 });

        Assert.Equal(["1"], Write(ledger));
        Acknowledge(ledger, 1);
        Assert.Equal(["2"], Write(ledger));
    }

    [Theory]
    [InlineData(2, 1000)]
    [InlineData(1000, 200)]
    public void Beyond_its_bounds_nothing_waits(int queue, int queueBytes)
    {
        var ledger = new Ledger(LedgerSettings.Default with { Window = 1, Queue = queue, QueueBytes = queueBytes });
        Assert.True(ledger.TryAdd(Message(1), ActorRefs.Nobody, Now));
        Write(ledger);

        var added = Enumerable.Range(2, 4).Count(number => ledger.TryAdd(Message(number), ActorRefs.Nobody, Now));

        Assert.Equal(2, added);
        Acknowledge(ledger, 1);
        Assert.Equal(["2"], Write(ledger));
        Assert.True(ledger.TryAdd(Message(9), ActorRefs.Nobody, Now));
    }

    [Fact]
    public void What_others_get_keeps_its_place_for_what_is_acknowledged_and_takes_room_until_then()
    {
        var ledger = Filled(4, LedgerSettings.Default with { Window = 3 });
        Write(ledger);

        var moved = ledger.Move(stanza => stanza.Id is "2" or "4");

        Assert.Equal([("2", true), ("4", false)], moved.Select(entry => (entry.Stanza!.Id!, entry.WrittenAt is not null)));
        Assert.Equal((2, 3, 0), (ledger.Count, ledger.Written, ledger.Waiting));
        Assert.True(ledger.TryAdd(Message(5), ActorRefs.Nobody, Now));
        Assert.Empty(Write(ledger));
        Assert.Equal(["1"], Acknowledge(ledger, 2));
        Assert.Equal(["5"], Write(ledger));
        Assert.Equal(["3", "5"], Acknowledge(ledger, 4));
    }

    [Fact]
    public void Everything_that_is_there_can_be_moved_oldest_first()
    {
        var ledger = Filled(40, LedgerSettings.Default with { Window = 10 });
        Write(ledger);
        Acknowledge(ledger, 3);

        var moved = ledger.Move();

        Assert.Equal(Enumerable.Range(4, 37).Select(number => $"{number}"), moved.Select(entry => entry.Stanza!.Id));
        Assert.Equal(7, moved.Count(entry => entry.WrittenAt is not null));
        Assert.Equal((0, 0), (ledger.Count, ledger.Waiting));
    }

    [Fact]
    public void A_stanza_that_is_there_is_known_by_its_origin()
    {
        var ledger = Filled(3, LedgerSettings.Default with { Window = 1 });
        Write(ledger);

        Assert.All([1u, 2u, 3u], number => Assert.True(ledger.TryRenew(new StanzaOrigin(7, number), ActorRefs.Nobody)));
        Assert.False(ledger.TryRenew(new StanzaOrigin(7, 4), ActorRefs.Nobody));
        Assert.False(ledger.TryRenew(new StanzaOrigin(8, 1), ActorRefs.Nobody));
        Acknowledge(ledger, 1);
        Assert.False(ledger.TryRenew(new StanzaOrigin(7, 1), ActorRefs.Nobody));
    }

    private static Ledger Filled(int count, LedgerSettings settings)
    {
        var ledger = new Ledger(settings);
        for (var number = 1; number <= count; number++) Assert.True(ledger.TryAdd(Message(number), ActorRefs.Nobody, Now));
        return ledger;
    }

    private static string[] Write(Ledger ledger)
    {
        List<string> written = [];
        while (ledger.Write(Now) is { } stanza) written.Add(stanza.Id!);
        return [.. written];
    }

    private static string[] Acknowledge(Ledger ledger, long writtenTotal)
    {
        List<string> acknowledged = [];
        while (ledger.TryAcknowledge(writtenTotal, out var entry))
        {
            if (entry.Stanza is { } stanza) acknowledged.Add(stanza.Id!);
        }

        return [.. acknowledged];
    }

    /// <summary>Between 67 and 99 bytes.</summary>
    private static Stanza Message(int number) =>
        Stanza.Create(StanzaKind.Message, StanzaType.Chat, null, BareJid.Parse("globe@echo.example"), $"{number}", new byte[19])
            .WithOrigin(new StanzaOrigin(7, (uint)number));
}

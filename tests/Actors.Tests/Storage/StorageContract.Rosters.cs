using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Storage;

public abstract partial class StorageContract
{
    [Fact]
    public async Task A_new_account_has_an_empty_roster_whose_version_no_client_has_seen()
    {
        await CreateAsync(Romeo);

        var roster = await Storage.Rosters.LoadAsync(Romeo, Cancellation);

        Assert.NotNull(roster);
        Assert.Empty(roster.Entries);
        Assert.Equal(Noon.ToUnixTimeMilliseconds(), roster.Version);
        Assert.Equal(roster.Version, roster.OldestVersion);
        Assert.Null(await Storage.Rosters.LoadAsync(Juliet, Cancellation));
    }

    [Fact]
    public async Task A_roster_entry_is_loaded_as_it_was_saved()
    {
        var version = await StartRosterAsync();
        RosterEntry[] entries =
        [
            new(Juliet)
            {
                IsListed = true,
                Version = version + 1,
                Name = "Juliet \"♥\"",
                Groups = ["Friends", "Capulets, but nice", "'; DROP TABLE roster_entry"],
                Subscription = RosterSubscription.Both,
                Approved = true,
            },
            new(Nurse) { IsListed = true, Version = version + 1, Subscription = RosterSubscription.From, PendingOut = true },
            new(Jid.TryParse("gateway.example/registered", out Jid? gateway) ? gateway : null!) { IsListed = true, Version = version + 1 },
            new(BareJid.Parse("tybalt@capulet.example"))
            {
                InboundRequest = new InboundRequest(
                    "<presence type='subscribe'><x/></presence>"u8.ToArray(), Noon.AddHours(1)),
            },
        ];

        Assert.True(await Storage.Rosters.SaveAsync(Romeo, new RosterChange(version + 1, entries), Cancellation));

        var roster = await Storage.Rosters.LoadAsync(Romeo, Cancellation);
        Assert.Equal(version + 1, roster!.Version);
        Assert.Equal(version, roster.OldestVersion);
        AssertEntries(entries, roster.Entries.Values);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("To")]
    [InlineData("From")]
    [InlineData("Both")]
    public async Task An_entry_saved_again_is_replaced_whole(string saved)
    {
        var version = await StartRosterAsync();
        var first = Item(Juliet, version + 1) with
        {
            Name = "Juliet",
            Groups = ["Friends"],
            PendingOut = true,
            Approved = true,
            InboundRequest = new InboundRequest("<presence/>"u8.ToArray(), Noon),
        };
        var second = Item(Juliet, version + 2) with { Subscription = Enum.Parse<RosterSubscription>(saved) };

        await Storage.Rosters.SaveAsync(Romeo, new RosterChange(version + 1, first), Cancellation);
        await Storage.Rosters.SaveAsync(Romeo, new RosterChange(version + 2, second), Cancellation);

        var roster = await Storage.Rosters.LoadAsync(Romeo, Cancellation);
        AssertEntries([second], roster!.Entries.Values);
    }

    [Fact] // RFC 6121 §3.1.3: an inbound request is no roster item, so it is no roster change either.
    public async Task An_inbound_request_comes_and_goes_without_a_new_version()
    {
        var version = await StartRosterAsync();
        var request = new RosterEntry(Juliet) { InboundRequest = new InboundRequest("<presence type='subscribe'/>"u8.ToArray(), Noon) };

        Assert.True(await Storage.Rosters.SaveAsync(Romeo, new RosterChange(version, request), Cancellation));
        var asked = await Storage.Rosters.LoadAsync(Romeo, Cancellation);
        Assert.True(await Storage.Rosters.SaveAsync(
            Romeo, new RosterChange(version, request with { InboundRequest = null }), Cancellation));
        var answered = await Storage.Rosters.LoadAsync(Romeo, Cancellation);

        Assert.True(Assert.Single(asked!.Entries.Values).PendingIn);
        Assert.Empty(asked.ChangesSince(version)!);
        Assert.Empty(answered!.Entries);
        Assert.Equal(version, answered.Version);
    }

    [Fact] // RFC 6121 §2.6.3
    public async Task Changes_since_a_version_include_removals()
    {
        var version = await StartRosterAsync();
        await Storage.Rosters.SaveAsync(
            Romeo, new RosterChange(version + 1, Item(Juliet, version + 1), Item(Nurse, version + 1)), Cancellation);
        await Storage.Rosters.SaveAsync(
            Romeo, new RosterChange(version + 2, RosterEntry.Removed(Juliet, version + 2)), Cancellation);

        var roster = await Storage.Rosters.LoadAsync(Romeo, Cancellation);

        Assert.Equal([Nurse, Juliet], roster!.ChangesSince(version)!.Select(entry => entry.Contact));
        Assert.Equal(
            [Juliet], roster.ChangesSince(version + 1)!.Where(entry => !entry.IsListed).Select(entry => entry.Contact));
        Assert.Empty(roster.ChangesSince(version + 2)!);
        Assert.Null(roster.ChangesSince(version - 1));
        Assert.Null(roster.ChangesSince(version + 3));
    }

    [Fact]
    public async Task Only_the_latest_removals_are_remembered()
    {
        var version = await StartRosterAsync();
        var expected = await LoadRosterAsync();
        for (var i = 1; i <= RosterRecord.RememberedRemovals + 5; i++)
        {
            var change = new RosterChange(
                version + i, RosterEntry.Removed(BareJid.Parse($"friend{i}@example.org"), version + i));
            expected = expected.Apply(change);
            await Storage.Rosters.SaveAsync(Romeo, change, Cancellation);
        }

        var roster = await LoadRosterAsync();

        Assert.Equal(RosterRecord.RememberedRemovals, roster.Entries.Count);
        Assert.Equal(version + 5, roster.OldestVersion);
        Assert.Null(roster.ChangesSince(version + 4));
        Assert.Equal(RosterRecord.RememberedRemovals, roster.ChangesSince(version + 5)!.Count);
        AssertRoster(expected, roster);
    }

    [Fact]
    public async Task More_removals_at_once_than_are_remembered_leave_whole_rosters_to_be_sent()
    {
        var version = await StartRosterAsync();
        var contacts = Enumerable.Range(0, RosterRecord.RememberedRemovals + 1).Select(
            i => BareJid.Parse($"friend{i}@example.org"));
        var request = new InboundRequest("<presence/>"u8.ToArray(), Noon);
        var change = new RosterChange(version + 1, [
            .. contacts.Select(contact => RosterEntry.Removed(contact, version + 1)),
            RosterEntry.Removed(Juliet, version + 1) with { InboundRequest = request }]);

        var expected = (await LoadRosterAsync()).Apply(change);
        await Storage.Rosters.SaveAsync(Romeo, change, Cancellation);

        var roster = await LoadRosterAsync();
        Assert.Null(roster.ChangesSince(version));
        Assert.Equal(Juliet, Assert.Single(roster.Entries.Values).Contact);
        AssertRoster(expected, roster);
    }

    [Fact]
    public async Task A_change_older_than_the_roster_is_refused_whole()
    {
        var version = await StartRosterAsync();
        await Storage.Rosters.SaveAsync(Romeo, new RosterChange(version + 5, Item(Juliet, version + 5)), Cancellation);

        Assert.False(await Storage.Rosters.SaveAsync(
            Romeo, new RosterChange(version + 4, Item(Nurse, version + 4)), Cancellation));
        Assert.False(
            await Storage.Rosters.SaveAsync(Juliet, new RosterChange(version, Item(Nurse, version)), Cancellation));

        Assert.Equal(Juliet, Assert.Single((await LoadRosterAsync()).Entries.Values).Contact);
        Assert.Null(await Storage.Rosters.LoadAsync(Juliet, Cancellation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_run_of_changes_leaves_what_applying_them_leaves(int seed)
    {
        var random = new Random(seed);
        await StartRosterAsync();
        var expected = await LoadRosterAsync();
        var saves = new List<Task<bool>>();

        for (var i = 0; i < 400; i++)
        {
            var change = RandomChange(random, expected);
            expected = expected.Apply(change);
            saves.Add(Storage.Rosters.SaveAsync(Romeo, change, Cancellation));
        }

        Assert.DoesNotContain(false, await Task.WhenAll(saves));
        AssertRoster(expected, await LoadRosterAsync());
    }

    private static RosterChange RandomChange(Random random, RosterRecord roster)
    {
        var version = roster.Version + 1;
        var entries = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(200)).Distinct().Select(number =>
        {
            Jid contact = BareJid.Parse($"friend{number}@example.org");
            var request = random.Next(4) == 0 ? new InboundRequest(BitConverter.GetBytes(number), Noon) : null;
            return random.Next(3) == 0
                ? Item(contact, version) with { Subscription = (RosterSubscription)random.Next(4), InboundRequest = request }
                : RosterEntry.Removed(contact, roster.Entries.ContainsKey(contact) ? version : 0) with { InboundRequest = request };
        });
        return new RosterChange(version, [.. entries]);
    }

    private static RosterEntry Item(Jid contact, long version) => new(contact) { IsListed = true, Version = version };

    private async Task<long> StartRosterAsync()
    {
        await CreateAsync(Romeo);
        return (await LoadRosterAsync()).Version;
    }

    private async Task<RosterRecord> LoadRosterAsync() => (await Storage.Rosters.LoadAsync(Romeo, Cancellation))!;

    private static void AssertRoster(RosterRecord expected, RosterRecord actual)
    {
        Assert.Equal(expected.Version, actual.Version);
        Assert.Equal(expected.OldestVersion, actual.OldestVersion);
        AssertEntries(expected.Entries.Values, actual.Entries.Values);
    }

    private static void AssertEntries(IEnumerable<RosterEntry> expected, IEnumerable<RosterEntry> actual) =>
        Assert.Equal(expected.Select(Describe).Order(), actual.Select(Describe).Order());

    private static string Describe(RosterEntry entry) => string.Join(
        '|',
        entry.Contact,
        entry.IsListed,
        entry.Version,
        entry.Name,
        string.Join(',', entry.Groups),
        entry.Subscription,
        entry.PendingOut,
        entry.Approved,
        entry.InboundRequest is { } request ? $"{Convert.ToHexString(request.Stanza.Span)}@{request.ReceivedAt:O}" : "");
}

using System.Globalization;
using System.Text;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Benchmarks.Accounts;

/// <summary>Accounts without connections: what presence and messages cost between stream actors, and what an account weighs.</summary>
internal static class AccountBenchmark
{
    private const int Friends = 1000;
    private const int Rounds = 300;
    private const int Weighed = 20_000;

    internal static async Task RunAsync()
    {
        Console.WriteLine($"{"scenario",-44} {"M/s",8} {"cpu ns",8} {"B/op",8}");
        await using (var town = await AccountTown.StartAsync())
        {
            var publisher = await town.ConnectAsync("publisher", [.. Enumerable.Range(0, Friends).Select(i => $"friend{i}")]);
            for (var i = 0; i < Friends; i++)
                await town.ConnectAsync($"friend{i}", "publisher");
            await town.SettleAsync();
            Print($"presence to {Friends} friends, each delivery", await Measurement.BestOfAsync(5, () => PublishAsync(town, publisher)));
            Print("message to a bare JID", await Measurement.BestOfAsync(5, () => ChatAsync(town)));
        }

        Console.WriteLine($"{"weight of an account with one resource",-44} {"bytes",8}");
        await WeighAsync("loaded, nothing bound", isBound: false, isAvailable: false);
        await WeighAsync("connected", isBound: true, isAvailable: false);
        await WeighAsync("available", isBound: true, isAvailable: true);
    }

    private static async Task<long> PublishAsync(AccountTown town, AccountTown.Client publisher)
    {
        var presence = AccountTown.Presence("<show>away</show><c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='x' ver='y'/>");
        var expected = (long)Rounds * (Friends + 1);
        await town.DeliverAsync(expected, () =>
        {
            for (var i = 0; i < Rounds; i++)
                publisher.Send(presence);
        });
        return expected;
    }

    private static async Task<long> ChatAsync(AccountTown town)
    {
        const int Messages = 300_000;
        var message = Stanza.Create(
            StanzaKind.Message, StanzaType.Chat, FullJid.Parse("publisher@capulet.example/r"), null, "m",
            Encoding.UTF8.GetBytes("<body>Art thou not Romeo, and a Montague?</body>"));
        var friends = Enumerable.Range(0, Friends).Select(i => BareJid.Parse($"friend{i}@capulet.example")).ToArray();
        await town.DeliverAsync(Messages, () =>
        {
            for (var i = 0; i < Messages; i++)
                town.Route(message.WithTo(friends[i % Friends]));
        });
        return Messages;
    }

    private static async Task WeighAsync(string what, bool isBound, bool isAvailable)
    {
        await using var town = await AccountTown.StartAsync();
        var names = Enumerable.Range(0, Weighed).Select(i => $"somebody{i}").ToArray();
        foreach (var name in names)
            await town.AddAsync(name);
        var streams = names.Select(town.NewStream).ToArray();
        GC.KeepAlive(streams.Select(stream => stream.Address.AttributeBytes.Length).Sum()); // Addresses are the streams' own weight.
        var bytes = await Measurement.RetainedBytesAsync(async () =>
        {
            foreach (var stream in streams)
            {
                if (!isBound)
                    town.Route(Stanza.Create(StanzaKind.Iq, StanzaType.Result, stream.Address, stream.Address.Bare, "i"));
                else
                    stream.Bind();
            }

            await town.SettleAsync();
            if (isAvailable)
            {
                foreach (var stream in streams)
                    stream.Send(AccountTown.Presence("<show>away</show>"));
                await town.SettleAsync();
            }

            return town;
        });
        GC.KeepAlive(streams);
        Console.WriteLine($"{what,-44} {bytes / Weighed,8}");
    }

    private static void Print(string scenario, Measurement measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{scenario,-44} {measured.PerSecond / 1e6,8:F2} {measured.ProcessorNanoseconds,8:F0} {measured.BytesPerOperation,8:F0}"));
}

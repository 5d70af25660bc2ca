using System.Diagnostics;
using System.Globalization;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Benchmarks.Farms;

/// <summary>What it takes to pick a farm's instance: nanoseconds and bytes a stanza, by policy, for a farm of two and for one of sixteen.</summary>
internal static class PolicyBenchmark
{
    private const int Senders = 4096;
    private const int Rounds = 250;

    internal static Task RunAsync()
    {
        (string Name, FarmRules Rules, bool IsEven)[] cases =
        [
            .. FarmPolicies.All.Select(each => (each.Word, RulesOf(each.Value), true)),
            ("bare-source, weights differ", FarmRules.Default, false),
            ("bare-source, bounded-load", FarmRules.Default with { BoundedLoadPercent = 125 }, true),
            ("round-robin, weights differ", RulesOf(FarmPolicy.RoundRobin), false),
        ];
        var stanzas = Enumerable.Range(0, Senders).Select(Message).ToArray();
        Console.WriteLine($"{"a pick",-30} {"2: ns",8} {"B",6} {"16: ns",8} {"B",6}");
        foreach (var (name, rules, isEven) in cases)
        {
            var (few, fewBytes) = Measure(rules, isEven, 2, stanzas);
            var (many, manyBytes) = Measure(rules, isEven, 16, stanzas);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {few,8:F1} {fewBytes,6:F1} {many,8:F1} {manyBytes,6:F1}"));
        }
        return Task.CompletedTask;
    }

    private static (double Nanoseconds, double Bytes) Measure(FarmRules rules, bool isEven, int instances, Stanza[] stanzas)
    {
        var view = new FarmView("echo.example", FarmBook.Empty);
        view.Update(Enumerable.Range(0, instances).Aggregate(
            FarmSnapshot.Empty("echo.example") with { Rules = rules },
            (farm, i) => farm.With(new FarmInstance($"instance-{i}", ActorRefs.Nobody, "", DateTimeOffset.UnixEpoch) { Weight = isEven ? 100 : 50 + i })));
        var best = TimeSpan.MaxValue;
        long bytes = 0;
        for (var repetition = 0; repetition < 5; repetition++)
        {
            foreach (var load in view.Candidates.Loads) load.Report(0);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var stanza in stanzas) view.Choose(stanza);
            }
            watch.Stop();
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (watch.Elapsed < best) best = watch.Elapsed;
        }
        const double Picks = (double)Senders * Rounds;
        return (best.TotalNanoseconds / Picks, bytes / Picks);
    }

    private static FarmRules RulesOf(FarmPolicy policy) => new() { Policy = policy, Pick = PayloadPath.Parse("{urn:shop}order/item/@no") };

    private static Stanza Message(int i) => Stanza.Create(
        StanzaKind.Message,
        StanzaType.Chat,
        FullJid.Parse($"someone{i}@montague.example/orchard"),
        FullJid.Parse($"room{i % 64}@echo.example/juliet"),
        "m1",
        System.Text.Encoding.UTF8.GetBytes(
            $"<body>Art thou not Romeo, and a Montague?</body><thread>{i:x16}</thread><order xmlns='urn:shop'><item no='{i}'/></order>"));
}

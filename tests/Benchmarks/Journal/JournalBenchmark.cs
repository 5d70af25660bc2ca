using System.Diagnostics;
using System.Globalization;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Storage.Journal;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Tests.Shared;

namespace XmppActors.Benchmarks.Journal;

/// <summary>Events that persistent actors keep, one after the other and beside each other, and how long one takes to begin anew.</summary>
/// <remarks>Each actor keeps its next event when the one before is kept.</remarks>
internal static class JournalBenchmark
{
    private const int Together = 1000;
    private const int Replayed = 10_000;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(2);

    internal static async Task RunAsync()
    {
        Console.WriteLine(
            $"{"journal",-24} {"1 actor, events/s",18} {$"{Together} actors, events/s",24} {$"recovery of {Replayed} events, ms",32}");
        await MeasureAsync("in memory", new InMemoryJournal());
        var directory = Directory.CreateTempSubdirectory("xa-bench-").FullName;
        try
        {
            foreach (var durability in Enum.GetValues<StorageDurability>())
                await MeasureAsync($"SQLite, {durability}", $"sqlite:{directory}/{durability}.db", durability);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        await using var server = new PostgresServer { IsSynced = true };
        if (server.Missing is not null)
        {
            Console.WriteLine($"PostgreSQL: left out, {server.Missing}");
            return;
        }

        foreach (var durability in Enum.GetValues<StorageDurability>())
            await MeasureAsync($"PostgreSQL, {durability}", await server.CreateDatabaseAsync(), durability);
    }

    private static async Task MeasureAsync(string name, string url, StorageDurability durability)
    {
        await using var storage = await Actors.Storage.Storage.OpenAsync(url, new StorageSettings { Durability = durability });
        await MeasureAsync(name, new SqlJournal(storage.Database!));
    }

    private static async Task MeasureAsync(string name, IJournal journal)
    {
        var system = new KernelSetup { Persistence = journal }.CreateSystem("bench");
        await RateAsync(system, "warm", Together, Span / 4);
        var single = await RateAsync(system, "single", 1, Span);
        var together = await RateAsync(system, "together", Together, Span);
        var recovery = await RecoverAsync(system);
        await system.Terminate();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-24} {single,18:F0} {together,24:F0} {recovery.TotalMilliseconds,32:F1}"));
    }

    private static async Task<double> RateAsync(ActorSystem system, string name, int actors, TimeSpan span)
    {
        var all = Enumerable.Range(0, actors)
            .Select(i => system.ActorOf(Props.Create<Keeper>($"{name}-{i}"), $"{name}-{i}")).ToArray();
        await Task.WhenAll(all.Select(actor => actor.Ask<Done>(Ready.Instance)));
        var begun = Stopwatch.GetTimestamp();
        var kept = await Task.WhenAll(all.Select(actor => actor.Ask<Kept>(new KeepUntil(begun + (long)(span.TotalSeconds * Stopwatch.Frequency)))));
        var elapsed = Stopwatch.GetElapsedTime(begun);
        foreach (var actor in all) system.Stop(actor);
        return kept.Sum(each => (double)each.Events) / elapsed.TotalSeconds;
    }

    private static async Task<TimeSpan> RecoverAsync(ActorSystem system)
    {
        var writer = system.ActorOf(Props.Create<Keeper>("recovered"));
        await writer.Ask<Done>(new KeepAll(Replayed));
        system.Stop(writer);
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var reader = system.ActorOf(Props.Create<Keeper>("recovered"));
            await reader.Ask<Done>(Ready.Instance);
            var took = Stopwatch.GetElapsedTime(begun);
            if (took < best) best = took;
            system.Stop(reader);
        }

        return best;
    }

    private sealed record KeepUntil(long End);

    private sealed record KeepAll(int Events);

    private sealed record Kept(int Events);

    private sealed class Ready
    {
        public static readonly Ready Instance = new();
    }

    private sealed class Keeper(string id) : UntypedPersistentActor
    {
        private const string Event = "Thus with a kiss I die. Eyes, look your last. Arms, take your last embrace.";

        private int _events;

        public override string PersistenceId => id;

        protected override void OnRecover(object message)
        {
            if (message is string) _events++;
        }

        protected override void OnCommand(object message)
        {
            switch (message)
            {
                case Ready:
                    Sender.Tell(Done.Instance);
                    break;
                case KeepUntil until when Stopwatch.GetTimestamp() < until.End:
                    Persist(Event, _ =>
                    {
                        _events++;
                        Self.Tell(until, Sender);
                    });
                    break;
                case KeepUntil:
                    Sender.Tell(new Kept(_events));
                    break;
                case KeepAll all:
                    PersistAll(Enumerable.Repeat(Event, all.Events), _ =>
                    {
                        if (++_events == all.Events) Sender.Tell(Done.Instance);
                    });
                    break;
            }
        }
    }
}

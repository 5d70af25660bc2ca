using System.Diagnostics;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>So many stanzas a second from all senders together, evenly, and what has become of each of them.</summary>
internal sealed class ChaosTraffic(IReadOnlyList<ISender> senders, Arrivals arrivals, string to, int rate)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>A message that takes longer was held up by what happened.</summary>
    private static readonly TimeSpan Undisturbed = TimeSpan.FromMilliseconds(100);

    private readonly List<long>[] _sentAt = [.. senders.Select(_ => new List<long>())];
    private long _eventAt = long.MaxValue;
    private long _mendedAt = long.MaxValue;

    public int Sent => _sentAt.Sum(each => each.Count);

    /// <summary>It happens now.</summary>
    public void MarkEvent() => _eventAt = Math.Min(_eventAt, Stopwatch.GetTimestamp());

    /// <summary>What happened is mended now.</summary>
    public void MarkMending() => _mendedAt = Stopwatch.GetTimestamp();

    /// <summary>Sends until told to stop; a sender that is held up is behind, and catches up.</summary>
    public async Task RunAsync(CancellationToken over)
    {
        var perTick = rate * Tick.TotalSeconds;
        var due = new double[senders.Count];
        await Task.WhenAll(senders.Select((_, i) => Task.Run(() => RunAsync(i, over), CancellationToken.None)));

        async Task RunAsync(int i, CancellationToken stop)
        {
            using var pace = new PeriodicTimer(Tick);
            due[i] = (double)i / senders.Count; // Not all in the same tick.
            try
            {
                while (await pace.WaitForNextTickAsync(stop))
                {
                    for (due[i] += perTick / senders.Count; due[i] >= 1; due[i]--)
                    {
                        _sentAt[i].Add(Stopwatch.GetTimestamp());
                        await senders[i].SendAsync(to, CancellationToken.None);
                    }
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Waits until each message has been read or has come back, or the patience is at its end.</summary>
    public async Task SettleAsync(TimeSpan patience)
    {
        using var over = new CancellationTokenSource(patience);
        try
        {
            foreach (var sender in senders) await sender.SettleAsync(over.Token);
            using var pace = new PeriodicTimer(Tick * 10);
            while (Count().Lost > 0) await pace.WaitForNextTickAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            return; // What is missing now, is lost.
        }
    }

    public Outcome Count()
    {
        var indexes = senders.Select((sender, i) => (sender.Address, i)).ToDictionary(each => each.Address, each => each.i);
        var first = _sentAt.Select(each => new long[each.Count]).ToArray(); // When each was first read; 0: never.
        var copies = _sentAt.Select(each => new (int Read, int Marked)[each.Count]).ToArray();
        var newest = new int[senders.Count];
        var outOfOrder = 0;
        foreach (var arrival in arrivals.ToArray())
        {
            var i = indexes[arrival.From];
            var number = int.Parse(arrival.Number, System.Globalization.CultureInfo.InvariantCulture);
            ref var copy = ref copies[i][number];
            copy.Read++;
            if (arrival.IsMarked) copy.Marked++;
            if (first[i][number] != 0) continue;
            first[i][number] = arrival.At;
            if (number < newest[i]) outOfOrder++;
            newest[i] = Math.Max(newest[i], number);
        }

        var bounced = senders.Select(sender => sender.Bounced.Select(int.Parse).ToHashSet()).ToArray();
        var outcome = new Outcome { Sent = Sent, OutOfOrder = outOfOrder };
        for (var i = 0; i < senders.Count; i++)
        {
            for (var number = 0; number < first[i].Length; number++)
            {
                var (read, marked) = copies[i][number];
                if (read > 0) outcome.Delivered++;
                if (bounced[i].Contains(number)) outcome.Bounced++;
                if (read == 0 && !bounced[i].Contains(number)) outcome.Lost++;
                if (read > 1) outcome.Duplicated += read - 1;
                if (read - 1 > marked) outcome.Unmarked += read - 1 - marked;
                if (read == 0 || first[i][number] < _eventAt || Stopwatch.GetElapsedTime(_sentAt[i][number], first[i][number]) < Undisturbed) continue;
                if (_sentAt[i][number] < _mendedAt) outcome.FullAfter = Later(outcome.FullAfter, Stopwatch.GetElapsedTime(_eventAt, first[i][number]));
                else outcome.FullAfterMending = Later(outcome.FullAfterMending, Stopwatch.GetElapsedTime(_mendedAt, first[i][number]));
                outcome.Late++;
            }
        }

        return outcome;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>One row's figures.</summary>
internal sealed record Outcome
{
    public int Sent { get; set; }

    public int Delivered { get; set; }

    public int Bounced { get; set; }

    /// <summary>Neither read nor come back.</summary>
    public int Lost { get; set; }

    /// <summary>Read once more than needed, each time.</summary>
    public int Duplicated { get; set; }

    /// <summary>Of those, without a mark that says so on either copy.</summary>
    public int Unmarked { get; set; }

    /// <summary>Read for the first time after a later one of the same sender.</summary>
    public int OutOfOrder { get; set; }

    /// <summary>Read for the first time later than 100 ms after they were sent, since the event.</summary>
    public int Late { get; set; }

    /// <summary>From the event until the last late message that was sent before the mending was read.</summary>
    public TimeSpan FullAfter { get; set; }

    /// <summary>From the mending until the last late message that was sent after it was read.</summary>
    public TimeSpan FullAfterMending { get; set; }
}

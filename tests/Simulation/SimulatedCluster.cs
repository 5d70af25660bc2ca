using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Simulation;

/// <summary>A whole cluster in virtual time: the real core on every node, the in-process store, and everything between them played by chance.
/// One seed is one run.</summary>
internal sealed partial class SimulatedCluster
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly PriorityQueue<Action, (long At, long Order)> _agenda = new();
    private readonly SimulatedProcess?[] _hosts;
    private readonly LeaseTable _store = new();
    private readonly List<string>? _log;
    private TimeSpan _now;
    private long _order;
    private long _lastIncarnation;

    internal SimulatedCluster(Scenario scenario, bool logs = false)
    {
        _scenario = scenario;
        _random = new Random(scenario.Seed ^ 0x5EED);
        _hosts = new SimulatedProcess?[scenario.Nodes];
        _cut = new bool[scenario.Nodes + 1, scenario.Nodes + 1];
        _log = logs ? [] : null;
    }

    internal IReadOnlyList<string> Log => _log ?? [];

    internal int Steps { get; private set; }

    internal int Delivered { get; private set; }

    internal TimeSpan Now => _now;

    internal IReadOnlyList<SimulatedProcess?> Hosts => _hosts;

    /// <summary>A calm cluster: all nodes up, all shards where they belong.</summary>
    internal void Settle()
    {
        ExpireLeases();
        for (var host = 0; host < _hosts.Length; host++)
        {
            Start(host);
            Advance(_now + TimeSpan.FromSeconds(1));
        }

        Advance(_now + (_scenario.Times == Scenario.Settings ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(1)));
        AssertEveryShardRuns();
    }

    /// <summary>Faults first, then none; then everything must run again and every message be accounted for.</summary>
    internal void Run()
    {
        try
        {
            for (var host = 0; host < _hosts.Length; host++)
            {
                var starting = host;
                After(Chance(TimeSpan.Zero, TimeSpan.FromSeconds(2)), () => Start(starting));
            }

            ScheduleFaults();
            ScheduleTraffic();
            Advance(Scenario.FaultTime);
            Heal();
            Advance(Scenario.FaultTime + Scenario.HealingTime);
            AssertEveryShardRuns();
            _hasTraffic = false;
            Advance(_now + TimeSpan.FromSeconds(8));
            AssertEveryMessageIsAccountedFor();
        }
        catch (InvariantBrokenException broken)
        {
            throw new InvariantBrokenException($"seed {_scenario.Seed} ({_scenario.Nodes} nodes, {_scenario.Faults}), {_now}: {broken.Message}");
        }
    }

    internal void Advance(TimeSpan until)
    {
        while (_agenda.TryPeek(out var action, out var due) && due.At <= until.Ticks)
        {
            _agenda.Dequeue();
            _now = TimeSpan.FromTicks(due.At);
            action();
        }

        _now = until;
    }

    private void After(TimeSpan wait, Action action) => _agenda.Enqueue(action, ((_now + wait).Ticks, _order++));

    private TimeSpan Chance(TimeSpan from, TimeSpan to) => from + ((to - from) * _random.NextDouble());

    private bool Happens(double probability) => _random.NextDouble() < probability;

    private void Note(string text) => _log?.Add($"{_now:mm\\:ss\\.fff} {text}");

    private void Start(int host)
    {
        if (_hosts[host] is not null) return;
        var address = new UniqueAddress("node" + (char)('a' + host), 5222, ++_lastIncarnation);
        var state = ClusterState.Create(address, _scenario.Times, Scenario.Types, [], "1");
        var process = new SimulatedProcess(address, host, state, _now, 0.995 + (0.01 * _random.NextDouble()));
        _hosts[host] = process;
        Note($"{address} starts");
        Tick(process);
    }

    private void Tick(SimulatedProcess process)
    {
        if (!process.IsAlive) return;
        Tell(process, new Ticked());
        Resume(process);
        Retransmit(process);
        LookForCrashes(process);
        After(TickInterval, () => Tick(process));
    }

    /// <summary>What comes for a sleeping process waits until it wakes up; its clock goes on.</summary>
    private void Tell(SimulatedProcess process, CoreEvent happened)
    {
        if (!process.IsAlive) return;
        if (_now < process.PausedUntil)
        {
            After(process.PausedUntil - _now + TimeSpan.FromTicks(1), () => Tell(process, happened));
            return;
        }

        Steps++;
        var before = process.State;
        var (next, effects) = ClusterCore.Step(before, happened, process.Clock(_now));
        process.State = next;
        if (next.Running != before.Running || next.LeaseUntil != before.LeaseUntil || happened is HeartbeatReceived)
            AssertOwnsAlone(process);
        foreach (var effect in effects) Perform(process, effect);
        if (process.IsAlive && next.Members != before.Members) DoubtLostTargets(process);
    }

    private void Perform(SimulatedProcess process, ClusterEffect effect)
    {
        switch (effect)
        {
            case GrantLease grant:
                CallStore(process, grant.Request, now => _store.Grant(grant.Ttl, now), reply => new LeaseGranted(grant.Request, reply));
                break;
            case RenewLease renew:
                CallStore(process, renew.Request, now => _store.KeepAlive(renew.Lease, now), reply => new LeaseRenewed(renew.Request, reply));
                break;
            case ReadAll read:
                CallStore(process, read.Request, now => _store.Range(DocumentText.Prefix, now), reply =>
                {
                    if (process.WatchedGeneration < reply.Header.Generation) (process.WatchedGeneration, process.WatchedRevision) = (reply.Header.Generation, 0);
                    if (process.WatchedGeneration == reply.Header.Generation && process.WatchedRevision < reply.Header.Revision)
                        process.WatchedRevision = reply.Header.Revision;
                    return new AllRead(read.Request, reply);
                });
                break;
            case Commit commit:
                CallStore(process, commit.Request, now => _store.Commit(commit.Writes, now), reply => new Committed(commit.Request, reply));
                break;
            case RevokeLease revoke:
                CallStore(process, 0, now => _store.Revoke(revoke.Lease, now), _ => new Ticked());
                break;
            case SendHeartbeat send:
                Transmit(process, send.To, to => Tell(to, new HeartbeatReceived(send.Heartbeat)));
                break;
            case StartShard start:
                Note($"{process.Address} starts {start.Shard.Type}/{start.Shard.Shard}, epoch {start.Epoch}");
                AssertNewEpoch(start.Shard, start.Epoch);
                break;
            case StopShard stop:
                Note($"{process.Address} stops {stop.Shard.Type}/{stop.Shard.Shard}");
                After(Chance(TimeSpan.Zero, TimeSpan.FromMilliseconds(300)), () => Tell(process, new ShardStopped(stop.Shard)));
                break;
            case AbortShard abort:
                Note($"{process.Address} aborts {abort.Shard.Type}/{abort.Shard.Shard}");
                break;
            case Fence fence:
                Note($"{process.Address} is fenced: {fence.Reason}");
                End(process);
                break;
            case Exit:
                Note($"{process.Address} has left");
                End(process);
                break;
            case Decided decided:
                Note($"{process.Address}: {decided.Text}");
                break;
        }
    }

    /// <summary>This life is over; the host begins another one soon.</summary>
    private void End(SimulatedProcess process)
    {
        process.IsAlive = false;
        if (_hosts[process.Host] != process) return;
        _hosts[process.Host] = null;
        After(Chance(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)), () => Start(process.Host));
    }
}

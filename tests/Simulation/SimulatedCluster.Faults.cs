using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>What goes wrong.</summary>
internal sealed partial class SimulatedCluster
{
    private readonly bool[] _isHostGone = new bool[32];
    private bool _areFaultsOver;

    private void ScheduleFaults()
    {
        ExpireLeases();
        _isNetworkBad = _scenario.Faults.HasFlag(Faults.Network);
        if (_scenario.Faults == Faults.None) return;
        After(Chance(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6)), NextFault);
    }

    private void NextFault()
    {
        if (_areFaultsOver) return;
        var fault = (Faults)(1 << _random.Next(8));
        if (_scenario.Faults.HasFlag(fault)) Inject(fault);
        After(Chance(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)), NextFault);
    }

    internal void TakeStoreDown(TimeSpan length)
    {
        Note($"the store is down for {length}");
        _isStoreDown = true;
        After(length, RestoreStore);
    }

    internal void CutFromAll(int host, TimeSpan length)
    {
        CutFromFellows(host, length);
        Set(host, StoreIndex, length);
        Set(StoreIndex, host, length);
    }

    /// <summary>The store is still reached.</summary>
    internal void CutFromFellows(int host, TimeSpan length)
    {
        for (var other = 0; other < StoreIndex; other++)
        {
            Set(host, other, length);
            Set(other, host, length);
        }
    }

    internal void Pause(int host, TimeSpan length) => _hosts[host]!.PausedUntil = _now + length;

    private void Inject(Faults fault)
    {
        var host = _random.Next(_hosts.Length);
        var length = Happens(0.5) ? Chance(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(3)) : Chance(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(9));
        switch (fault)
        {
            case Faults.Partitions: Partition(length); break;
            case Faults.StoreCuts: Cut(host, StoreIndex, length); break;
            case Faults.Crashes: Crash(host, length); break;
            case Faults.Pauses when _hosts[host] is { } process:
                Note($"{process.Address} sleeps for {length}");
                process.PausedUntil = _now + length;
                break;
            case Faults.Outages when !_isStoreDown:
                TakeStoreDown(length);
                break;
            case Faults.FailOvers:
                var lost = _random.Next(6);
                // The cluster's very first writes are not lost: a store that forgets that there ever was a cluster is another store.
                if (_store.Header.Revision < 12) break;
                _store.FailOver(lost);
                Note($"the store fails over and loses {lost} operations: generation {_store.Header.Generation}");
                PushChanges();
                break;
            case Faults.Leaves when _hosts[host] is { } process && _hosts.Length > 1:
                Ask(process);
                break;
        }
    }

    /// <summary>An operator wants a node to go, and says so to it or to the next one.</summary>
    private void Ask(SimulatedProcess process)
    {
        var other = _hosts[(process.Host + 1) % _hosts.Length];
        var isAsked = other is not null && _now >= other.PausedUntil;
        if (isAsked && process.Address.Incarnation % 3 == 1)
        {
            Note($"{other!.Address} is told that {process.Address} shall leave");
            Tell(other, new MemberLeaveRequested(process.Address));
        }
        else if (isAsked && process.Address.Incarnation % 3 == 2 && Standing.IsReachable(other!.State, process.Address, other.Clock(_now)))
        {
            // Of one that is not reached this would vouch that it does not run; whoever vouches for what is not so gets what he asked for.
            Note($"{other.Address} is told that {process.Address} shall stop");
            Tell(other, new DownRequested(process.Address));
        }
        else
        {
            Note($"{process.Address} is told to leave");
            Tell(process, new LeaveRequested());
        }
    }

    private void RestoreStore()
    {
        _isStoreDown = false;
        foreach (var process in _hosts)
        {
            if (process is null) continue;
            // Its session with the store has ended in the outage, which says nothing about the process.
            foreach (var other in _hosts)
            {
                if (other is not null && other != process) Tell(other, new CrashSignalled(process.Address, CrashSignals.SessionEnded));
            }
        }

        PushChanges();
    }

    private void Partition(TimeSpan length)
    {
        var side = _random.Next(1, 1 << _hosts.Length);
        var ways = _random.Next(3);
        Note($"partition {side:b} ({(ways == 0 ? "both ways" : "one way")}) for {length}");
        for (var a = 0; a < _hosts.Length; a++)
        {
            for (var b = 0; b < _hosts.Length; b++)
            {
                var crosses = ((side >> a) & 1) == 1 && ((side >> b) & 1) == 0;
                if (!crosses) continue;
                var (from, to) = (a, b);
                if (ways != 1) Set(from, to, length);
                if (ways != 2) Set(to, from, length);
                if (_hosts[from] is { } process && _hosts[to] is { } other)
                    Tell(process, new CrashSignalled(other.Address, CrashSignals.Reset));
            }
        }
    }

    private void Cut(int a, int b, TimeSpan length)
    {
        Note($"host {a} is cut off from the store for {length}");
        Set(a, b, length);
        if (Happens(0.8)) Set(b, a, length);
    }

    private void Set(int from, int to, TimeSpan length)
    {
        _cut[from, to] = true;
        After(length, () => _cut[from, to] = false);
    }

    private void Crash(int host, TimeSpan length) => Crash(host, length, withHost: Happens(0.3));

    internal void Crash(int host, TimeSpan length, bool withHost)
    {
        if (_hosts[host] is not { } process) return;
        _hosts[host] = null;
        process.IsAlive = false;
        _isHostGone[host] = withHost;
        Note($"{process.Address} crashes{(_isHostGone[host] ? " with its host" : "")}");
        foreach (var other in _hosts)
        {
            if (_isHostGone[host] || other is null || _cut[host, other.Host]) continue;
            if (Happens(0.9)) Tell(other, new CrashSignalled(process.Address, CrashSignals.Reset));
            if (Happens(0.9)) Tell(other, new CrashSignalled(process.Address, CrashSignals.SessionEnded));
            if (_scenario.Faults == Faults.None) // The mesh connects again at once, and nobody listens.
                After(TimeSpan.FromMilliseconds(1), () => Tell(other, new CrashSignalled(process.Address, CrashSignals.Refused)));
        }

        After(length, () =>
        {
            _isHostGone[host] = false;
            Start(host);
        });
    }

    private void Heal()
    {
        Note("all faults end");
        _areFaultsOver = true;
        _isNetworkBad = false;
        Array.Clear(_cut);
        Array.Clear(_isHostGone);
        if (_isStoreDown) RestoreStore();
        for (var host = 0; host < _hosts.Length; host++) Start(host);
    }
}

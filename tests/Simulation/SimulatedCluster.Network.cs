using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>What lies between the nodes, and between them and the store.</summary>
internal sealed partial class SimulatedCluster
{
    private readonly bool[,] _cut; // From, to; the store is the last index.
    private bool _isStoreDown;
    private bool _isNetworkBad;

    private int StoreIndex => _scenario.Nodes;

    private void Transmit(SimulatedProcess from, UniqueAddress to, Action<SimulatedProcess> arrive)
    {
        var host = to.Host[^1] - 'a';
        var copies = _isNetworkBad && Happens(0.05) ? 2 : 1;
        for (; copies > 0; copies--)
        {
            if (_cut[from.Host, host] || (_isNetworkBad && Happens(0.1))) continue;
            After(Delay(), () =>
            {
                if (_hosts[host] is { IsAlive: true } process && process.Address.Equals(to)) arrive(process);
            });
        }
    }

    private TimeSpan Delay()
    {
        var most = _isNetworkBad ? Happens(0.1) ? 1500 : 150 : 10;
        return Chance(TimeSpan.FromMilliseconds(0.2), TimeSpan.FromMilliseconds(most));
    }

    /// <summary>Question and answer can each be late or lost.</summary>
    private void CallStore<T>(SimulatedProcess process, long request, Func<TimeSpan, T> call, Func<T, CoreEvent> answer)
    {
        var isLost = _isNetworkBad && Happens(0.05);
        After(Delay(), () =>
        {
            if (isLost || _isStoreDown || _cut[process.Host, StoreIndex])
            {
                if (Happens(0.5)) After(Delay(), () => Tell(process, new StoreFailed(request)));
                return;
            }

            var reply = call(_now);
            PushChanges();
            if (_cut[StoreIndex, process.Host] || (_isNetworkBad && Happens(0.05))) return;
            After(Delay(), () => Awake(process, () => Tell(process, answer(reply))));
        });
    }

    private void Awake(SimulatedProcess process, Action action)
    {
        if (_now < process.PausedUntil) After(process.PausedUntil - _now + TimeSpan.FromTicks(1), () => Awake(process, action));
        else if (process.IsAlive) action();
    }

    private void PushChanges()
    {
        if (_isStoreDown) return;
        foreach (var process in _hosts)
        {
            if (process is null || process.WatchedGeneration == 0 || _cut[StoreIndex, process.Host]) continue;
            if (_store.Header.Generation == process.WatchedGeneration && _store.Header.Revision <= process.WatchedRevision) continue;
            var changes = _store.ChangesAfter(DocumentText.Prefix, process.WatchedGeneration, process.WatchedRevision, _now);
            if (changes is null)
            {
                process.WatchedGeneration = 0; // Set again when the process reads.
                After(Delay(), () => Tell(process, new WatchLost()));
                continue;
            }

            process.WatchedRevision = changes.Header.Revision;
            if (_isNetworkBad && Happens(0.03)) continue;
            After(Delay(), () => Tell(process, new StoreChanged(changes)));
        }
    }

    private void ExpireLeases()
    {
        if (!_isStoreDown)
        {
            _store.Expire(_now);
            PushChanges();
        }

        After(TimeSpan.FromMilliseconds(50), ExpireLeases);
    }

    /// <summary>A node that knows a member tries to connect to it; what it finds is true, if there is a way there and back.</summary>
    private void LookForCrashes(SimulatedProcess process)
    {
        if (_now < process.PausedUntil || !Happens(0.3)) return;
        foreach (var address in process.State.Watched)
        {
            var host = address.Host[^1] - 'a';
            if (host == process.Host)
            {
                Tell(process, new CrashSignalled(address, CrashSignals.Replaced));
                continue;
            }

            if (_cut[process.Host, host] || _cut[host, process.Host] || _isHostGone[host]) continue;
            if (_hosts[host] is not { } there) Tell(process, new CrashSignalled(address, CrashSignals.Refused));
            else if (!there.Address.Equals(address) && _now >= there.PausedUntil)
                Tell(process, new CrashSignalled(address, CrashSignals.Replaced));
            if (!process.IsAlive) return;
        }
    }
}

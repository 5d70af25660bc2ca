using System.Runtime.CompilerServices;
using XmppActors.Kernel.Cluster.Leases.Etcd.Wire;
using WireEvent = XmppActors.Kernel.Cluster.Leases.Etcd.Wire.Event;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>The watch: it goes on at another endpoint, from where it was, when one breaks.</summary>
internal sealed partial class EtcdLeaseStore
{
    /// <summary>So many streams in a row that brought nothing, and the watch is given up: what is wrong will not pass by trying again at once.</summary>
    private const int MaxEmptyStreams = 3;

    public async IAsyncEnumerable<StoreChanges> WatchAsync(
        string prefix, long generation, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var empty = 0; empty < MaxEmptyStreams; empty++)
        {
            var standing = await _generation.ReadAsync(cancellation);
            if (standing.Generation != generation || standing.Floor < afterRevision)
                throw new WatchLostException($"no changes after revision {afterRevision} of generation {generation}");
            var (now, changed) = _generation.Now;
            if (now.Generation != generation) continue;
            using var stream = await _channel.WatchAsync(
                new WatchCreateRequest { Key = Key(prefix), RangeEnd = EndOf(prefix), StartRevision = afterRevision + 1 }, cancellation);

            while (await stream.NextAsync(changed, cancellation) is { } response && response.Header.ClusterId == standing.ClusterId)
            {
                if (response.CompactRevision > 0)
                    throw new WatchLostException($"the etcd has forgotten all before revision {response.CompactRevision}");
                if (response.Canceled) break;
                if (response.Events.Count == 0) continue;
                // Not the header's revision: of that there may be changes still to come.
                var revision = response.Events[^1].Kv.ModRevision;
                var changes = new StoreChanges(
                    new StoreHeader(generation, revision), afterRevision, [.. response.Events.Select(Change)]);
                _generation.NoteOwn(generation, revision);
                afterRevision = revision;
                empty = 0;
                yield return changes;
            }
        }

        throw new LeaseStoreUnavailableException("the etcd ends every watch");
    }

    private StoreChange Change(WireEvent happened) => new(
        happened.Kv.ModRevision, KeyOf(happened.Kv), happened.Type == WireEvent.Types.EventType.Put ? Entry(happened.Kv) : null);
}

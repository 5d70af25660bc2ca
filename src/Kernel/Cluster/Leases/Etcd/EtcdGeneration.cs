using System.Globalization;
using Google.Protobuf;
using XmppActors.Kernel.Cluster.Leases.Etcd.Wire;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>Which generation the etcd is in, agreed on in a key of its own: <c>1 cluster-id</c>.</summary>
/// <remarks>etcd loses no write that it has confirmed, unless somebody brings a snapshot back or the disks of a majority are lost. Whoever sees
/// that first, by another cluster id, a missing key or a revision that went back, raises the number; it grows by compare only.</remarks>
internal sealed class EtcdGeneration(EtcdChannel channel, string prefix) : IDisposable
{
    /// <summary>A snapshot that is brought back again and again while we look is not worth waiting for.</summary>
    private const int MaxAttempts = 4;

    private readonly Lock _gate = new();
    private Standing _standing = Standing.Unknown;
    private CancellationTokenSource _changed = new();

    internal ByteString Key { get; } = ByteString.CopyFromUtf8(prefix + "generation");

    /// <summary>What we know, and a token that is cancelled when the generation becomes another one.</summary>
    internal (Standing Standing, CancellationToken Changed) Now
    {
        get
        {
            lock (_gate) return (_standing, _changed.Token);
        }
    }

    /// <summary>Asks the etcd. What it says held at some time during the call, and so at all times before it.</summary>
    internal async Task<Standing> ReadAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = Now.Standing;
            var reply = await channel.CallAsync(
                "etcdserverpb.KV/Range", new RangeRequest { Key = Key }, RangeResponse.Parser, isRepeatable: true, cancellation);
            if (await AcceptAsync(before, reply.Header, reply.Kvs, cancellation)) return Now.Standing;
        }

        throw new LeaseStoreUnavailableException("the etcd's generation does not settle");
    }

    /// <summary>Takes note of what a linearizable call said of the key.</summary>
    /// <param name="before">What we knew when the call was made.</param>
    /// <returns>False: the etcd has lost writes and its generation was raised; ask again.</returns>
    internal async ValueTask<bool> AcceptAsync(
        Standing before, ResponseHeader header, IReadOnlyList<KeyValue> found, CancellationToken cancellation)
    {
        var value = found.Count == 0 ? null : found[0].Value.ToStringUtf8();
        var generation = value is null ? 0 : Read(value);
        if (value == Write(generation, header.ClusterId) && !HasLostWrites(before, generation, header.Revision))
        {
            Become(generation, header);
            return true;
        }

        await RaiseAsync(value, Math.Max(generation, before.Generation) + 1, header.ClusterId, cancellation);
        return false;
    }

    /// <summary>Takes note of a change of our keys.</summary>
    internal void NoteOwn(long generation, long revision)
    {
        lock (_gate)
        {
            if (_standing.Generation != generation) return;
            _standing = _standing with
            {
                OwnRevision = Math.Max(_standing.OwnRevision, revision),
                Floor = Math.Max(_standing.Floor, revision),
            };
        }
    }

    public void Dispose() => _changed.Dispose();

    private static bool HasLostWrites(Standing before, long generation, long revision) =>
        generation < before.Generation || (generation == before.Generation && revision < before.Floor);

    private void Become(long generation, ResponseHeader header)
    {
        CancellationTokenSource? former = null;
        lock (_gate)
        {
            if (generation < _standing.Generation) return; // A late answer.
            if (generation == _standing.Generation)
            {
                _standing = _standing with { Floor = Math.Max(_standing.Floor, header.Revision) };
                return;
            }

            _standing = new Standing(generation, header.ClusterId, header.Revision, OwnRevision: 0);
            former = _changed;
            _changed = new CancellationTokenSource();
        }

        former.Cancel();
        former.Dispose();
    }

    private async Task RaiseAsync(string? from, long to, ulong cluster, CancellationToken cancellation)
    {
        var request = new TxnRequest();
        request.Compare.Add(from is null
            ? new Compare { Target = Compare.Types.CompareTarget.Mod, Key = Key, ModRevision = 0 }
            : new Compare { Target = Compare.Types.CompareTarget.Value, Key = Key, Value = ByteString.CopyFromUtf8(from) });
        request.Success.Add(new RequestOp
        {
            RequestPut = new PutRequest { Key = Key, Value = ByteString.CopyFromUtf8(Write(to, cluster)) },
        });
        await channel.CallAsync("etcdserverpb.KV/Txn", request, TxnResponse.Parser, isRepeatable: true, cancellation);
    }

    internal static string Write(long generation, ulong cluster) => string.Create(CultureInfo.InvariantCulture, $"{generation} {cluster:x}");

    internal static long Read(string value) =>
        long.TryParse(value.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var generation) && generation > 0
            ? generation
            : throw new LeaseStoreUnavailableException("the etcd's generation is no number: another program's key?");

    /// <param name="Floor">The highest revision that the etcd has told us: it never tells a lower one unless it lost writes.</param>
    /// <param name="OwnRevision">The last change of our keys that we know of; others use the etcd too.</param>
    internal sealed record Standing(long Generation, ulong ClusterId, long Floor, long OwnRevision)
    {
        internal static readonly Standing Unknown = new(0, 0, 0, 0);

        internal StoreHeader Header => new(Generation, OwnRevision);
    }
}

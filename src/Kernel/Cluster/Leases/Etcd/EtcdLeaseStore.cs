using Google.Protobuf;
using XmppActors.Kernel.Cluster.Leases.Etcd.Wire;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>Leases in an etcd of one or more members, by its v3 API.</summary>
/// <remarks>
/// Others may use the same etcd: its revisions then grow without a change of ours, which a watch of our keys does not bring. So the revision of a
/// <see cref="StoreHeader"/> is the last one that changed our keys as far as this store knows, except for a range, whose revision is the
/// etcd's when it was read. A revocation may name a later one. Leases last whole seconds, rounded up, and at least as long as the etcd's elections take.
/// </remarks>
internal sealed partial class EtcdLeaseStore : ILeaseStore, IDisposable
{
    private const int MaxAttempts = 4;

    private readonly EtcdChannel _channel;
    private readonly EtcdGeneration _generation;
    private readonly string _keys;

    internal EtcdLeaseStore(EtcdAddress address, TimeProvider time)
    {
        _channel = new EtcdChannel(address, time);
        _generation = new EtcdGeneration(_channel, address.Prefix);
        _keys = address.Prefix + "keys/";
    }

    /// <summary>Opens nothing yet: an etcd that is not there is told by the first call.</summary>
    /// <exception cref="FormatException">The text is no <see cref="EtcdAddress"/>.</exception>
    internal static EtcdLeaseStore Create(string text) => new(EtcdAddress.Parse(text), TimeProvider.System);

    public Task<LeaseReply> GrantAsync(TimeSpan ttl, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        var request = new LeaseGrantRequest { TTL = (long)Math.Ceiling(ttl.TotalSeconds) };
        return WithHeaderAsync(
            async token =>
            {
                var reply = await _channel.CallAsync(
                    "etcdserverpb.Lease/LeaseGrant", request, LeaseGrantResponse.Parser, isRepeatable: true, token);
                if (reply.Error.Length > 0) throw new LeaseStoreUnavailableException($"the etcd grants no lease: {reply.Error}");
                return new LeaseReply(default, reply.ID, IsFound: true);
            },
            cancellation);
    }

    public Task<LeaseReply> KeepAliveAsync(long lease, CancellationToken cancellation) => WithHeaderAsync(
        async token =>
        {
            var reply = await _channel.CallAsync(
                "etcdserverpb.Lease/LeaseKeepAlive",
                new LeaseKeepAliveRequest { ID = lease },
                LeaseKeepAliveResponse.Parser,
                isRepeatable: true,
                token);
            return new LeaseReply(default, lease, IsFound: reply.TTL > 0);
        },
        cancellation);

    public Task<LeaseReply> RevokeAsync(long lease, CancellationToken cancellation) => WithHeaderAsync(
        async token =>
        {
            try
            {
                var reply = await _channel.CallAsync(
                    "etcdserverpb.Lease/LeaseRevoke",
                    new LeaseRevokeRequest { ID = lease },
                    LeaseRevokeResponse.Parser,
                    isRepeatable: false,
                    token);
                return new LeaseReply(new StoreHeader(0, reply.Header.Revision), lease, IsFound: true);
            }
            catch (GrpcException refused) when (refused.Code == GrpcCode.NotFound)
            {
                return new LeaseReply(default, lease, IsFound: false);
            }
        },
        cancellation);

    public async Task<CommitReply> CommitAsync(StoreCommit commit, CancellationToken cancellation)
    {
        var before = _generation.Now.Standing;
        if (before.Generation != commit.Generation) before = await _generation.ReadAsync(cancellation);
        if (before.Generation != commit.Generation) return new CommitReply(before.Header, IsCommitted: false);

        TxnResponse reply;
        try
        {
            reply = await _channel.CallAsync(
                "etcdserverpb.KV/Txn", Transaction(commit, before), TxnResponse.Parser, isRepeatable: false, cancellation);
        }
        catch (GrpcException refused) when (refused.Code == GrpcCode.NotFound) // The lease.
        {
            return new CommitReply((await _generation.ReadAsync(cancellation)).Header, IsCommitted: false);
        }

        var generation = reply.Responses[0].ResponseRange.Kvs;
        if (!await _generation.AcceptAsync(before, reply.Header, generation, cancellation)) await _generation.ReadAsync(cancellation);
        if (reply.Succeeded && reply.Responses.Any(HasWritten)) _generation.NoteOwn(commit.Generation, reply.Header.Revision);
        return new CommitReply(_generation.Now.Standing.Header, reply.Succeeded);
    }

    public async Task<RangeReply> RangeAsync(string prefix, CancellationToken cancellation)
    {
        var request = new TxnRequest();
        request.Success.Add(new RequestOp { RequestRange = new RangeRequest { Key = _generation.Key } });
        request.Success.Add(new RequestOp { RequestRange = new RangeRequest { Key = Key(prefix), RangeEnd = EndOf(prefix) } });
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = _generation.Now.Standing;
            var reply = await _channel.CallAsync(
                "etcdserverpb.KV/Txn", request, TxnResponse.Parser, isRepeatable: true, cancellation);
            var found = reply.Responses[0].ResponseRange.Kvs;
            if (!await _generation.AcceptAsync(before, reply.Header, found, cancellation)) continue;
            var generation = EtcdGeneration.Read(found[0].Value.ToStringUtf8());
            var entries = reply.Responses[1].ResponseRange.Kvs.Select(Entry).ToList();
            if (entries.Count > 0) _generation.NoteOwn(generation, entries.Max(entry => entry.ModRevision));
            return new RangeReply(new StoreHeader(generation, reply.Header.Revision), entries);
        }

        throw new LeaseStoreUnavailableException("the etcd's generation does not settle");
    }

    public void Dispose()
    {
        _channel.Dispose();
        _generation.Dispose();
    }

    /// <summary>A lease's answer says nothing of the generation: it is asked for at the same time. What it is then, it was when the call was made,
    /// or it was less and the caller hears of the greater one.</summary>
    private async Task<LeaseReply> WithHeaderAsync(Func<CancellationToken, Task<LeaseReply>> call, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var calling = call(both.Token);
        var reading = _generation.ReadAsync(both.Token);
        try
        {
            var reply = await calling;
            var header = (await reading).Header;
            return reply with { Header = header with { Revision = Math.Max(header.Revision, reply.Header.Revision) } };
        }
        catch
        {
            await both.CancelAsync();
            await Task.WhenAll(calling, reading).ContinueWith(
                ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private TxnRequest Transaction(StoreCommit commit, EtcdGeneration.Standing standing)
    {
        var request = new TxnRequest();
        var readGeneration = new RequestOp { RequestRange = new RangeRequest { Key = _generation.Key } };
        request.Success.Add(readGeneration);
        request.Failure.Add(readGeneration);
        request.Compare.Add(new Compare
        {
            Target = Compare.Types.CompareTarget.Value,
            Key = _generation.Key,
            Value = ByteString.CopyFromUtf8(EtcdGeneration.Write(standing.Generation, standing.ClusterId)),
        });
        foreach (var compare in commit.Compares)
        {
            request.Compare.Add(new Compare
            {
                Target = Compare.Types.CompareTarget.Mod, Key = Key(compare.Key), ModRevision = compare.ModRevision, // Zero if absent.
            });
        }

        foreach (var write in commit.Writes)
        {
            request.Success.Add(write.Value is null
                ? new RequestOp { RequestDeleteRange = new DeleteRangeRequest { Key = Key(write.Key) } }
                : new RequestOp
                {
                    RequestPut = new PutRequest
                    {
                        Key = Key(write.Key), Value = ByteString.CopyFromUtf8(write.Value), Lease = write.Lease,
                    },
                });
        }

        return request;
    }

    private static bool HasWritten(ResponseOp response) => response.ResponseCase switch
    {
        ResponseOp.ResponseOneofCase.ResponsePut => true,
        ResponseOp.ResponseOneofCase.ResponseDeleteRange => response.ResponseDeleteRange.Deleted > 0,
        _ => false,
    };

    private ByteString Key(string key) => ByteString.CopyFromUtf8(_keys + key);

    /// <summary>The first key that does not begin with the prefix: its last byte is never the highest, being of UTF-8.</summary>
    private ByteString EndOf(string prefix)
    {
        var end = System.Text.Encoding.UTF8.GetBytes(_keys + prefix);
        end[^1]++;
        return ByteString.CopyFrom(end);
    }

    private StoreEntry Entry(KeyValue found) => new(
        KeyOf(found), found.Value.ToStringUtf8(), found.CreateRevision, found.ModRevision, found.Version, found.Lease);

    private string KeyOf(KeyValue found) => found.Key.ToStringUtf8()[_keys.Length..];
}

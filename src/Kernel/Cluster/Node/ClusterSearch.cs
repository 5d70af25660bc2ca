using XmppActors.Kernel.Bootstrap;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Leases;

namespace XmppActors.Kernel.Cluster.Node;

/// <summary>Where a node's cluster is.</summary>
internal sealed record ClusterHome(ILeaseStore Store, string Text, ClusterIdentity Identity);

/// <summary>Finds a starting node's cluster by its seeds and its store; forms one only where there cannot be another.</summary>
/// <param name="self"><c>host:port</c> of this node.</param>
/// <param name="ask">Asks the node at an address.</param>
/// <param name="trouble">Told what is in the way, at each try; <c>null</c>: nothing.</param>
internal sealed class ClusterSearch(
    string self,
    ClusterSetup setup,
    ClusterSettings settings,
    Func<string, CancellationToken, Task<SeedReply>> ask,
    Func<string, ILeaseStore> open,
    TimeProvider time,
    Random random,
    Action<string?> trouble)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    private readonly string[] _seeds = [.. setup.SeedNodes.Select(Plain)];
    private ILeaseStore? _store = setup.LeaseStore;
    private string _text = setup.Store;

    /// <summary>Goes on until it is found.</summary>
    /// <exception cref="ClusterJoinException">It is found, and this node cannot be part of it.</exception>
    internal async Task<ClusterHome> FindAsync(CancellationToken cancellation)
    {
        try
        {
            for (var pause = TimeSpan.FromMilliseconds(250); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                var (home, inTheWay) = await TryAsync(cancellation).ConfigureAwait(false);
                trouble(inTheWay);
                if (home is not null) return home;
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            if (!ReferenceEquals(_store, setup.LeaseStore)) await LeaseStores.CloseAsync(_store!).ConfigureAwait(false); // Nobody else knows of it.
            throw;
        }
    }

    private async Task<(ClusterHome? Home, string? Trouble)> TryAsync(CancellationToken cancellation)
    {
        var seeds = _seeds.Where(seed => seed != self).ToArray();
        var answers = await Task.WhenAll(seeds.Select(seed => ask(seed, cancellation))).ConfigureAwait(false);
        var told = Agree(seeds, answers);
        if (_store is null && _text.Length == 0)
        {
            if (told is null) return (null, Unanswered(seeds, answers));
            _text = told.Value.Answer.Store;
            if (_text == LeaseStores.Local)
            {
                throw new ClusterJoinException($"The seed node {told.Value.Seed} keeps its cluster in its own process (store = local), where no other can "
                    + "join it: give all nodes a store that they reach, postgres://… or etcd:http://….");
            }
        }

        var where = LeaseStores.Describe(_text);
        _store ??= Open();
        try
        {
            return await LookAsync(_store, where, told, cancellation).ConfigureAwait(false);
        }
        catch (LeaseStoreUnavailableException failure)
        {
            return (null, $"the store {where} does not answer: {failure.Message}");
        }
    }

    private ILeaseStore Open()
    {
        try
        {
            return open(_text);
        }
        catch (FormatException failure)
        {
            throw new ClusterJoinException($"The cluster's store cannot be used: {failure.Message}");
        }
    }

    /// <summary>What the seeds say, which must be one thing.</summary>
    private (string Seed, SeedAnswer Answer, ClusterIdentity Identity)? Agree(string[] seeds, SeedReply[] answers)
    {
        (string Seed, SeedAnswer Answer, ClusterIdentity Identity)? found = null;
        for (var i = 0; i < seeds.Length; i++)
        {
            if (answers[i].Answer is not { Identity: { } identity } answer) continue;
            if (found is { } first && first.Identity.Id != identity.Id)
                throw new ClusterJoinException($"The seed nodes {first.Seed} and {seeds[i]} belong to different clusters: name seeds of one.");
            if (identity.WhyNot(setup.Name, settings, $"which {seeds[i]} is") is { } reason) throw new ClusterJoinException(reason);
            found ??= (seeds[i], answer, identity);
        }

        return found;
    }

    private async Task<(ClusterHome? Home, string? Trouble)> LookAsync(
        ILeaseStore store, string where, (string Seed, SeedAnswer Answer, ClusterIdentity Identity)? told, CancellationToken cancellation)
    {
        var read = await store.RangeAsync(DocumentText.Prefix, cancellation).ConfigureAwait(false);
        var entry = read.Entries.FirstOrDefault(entry => entry.Key == ClusterIdentity.Key);
        var identity = entry is null ? null : ClusterIdentity.Read(entry.Value);
        if (told is { } seed && seed.Identity.Id != identity?.Id)
        {
            throw new ClusterJoinException($"The seed node {seed.Seed} has its cluster in {LeaseStores.Describe(seed.Answer.Store)}, and "
                + $"this node is configured for {where}, which holds {(identity is null ? "none" : "another one")}: configure the same store, or none.");
        }

        if (identity is not null && (identity.LeaseMilliseconds == (long)settings.LeaseTtl.TotalMilliseconds || IsInUse(read)))
        {
            return identity.WhyNot(setup.Name, settings, where) is { } reason
                ? throw new ClusterJoinException(reason)
                : (new ClusterHome(store, _text, identity), null);
        }

        if (identity is null && _seeds.Length > 0 && _seeds[0] != self)
            return (null, $"the store {where} holds no cluster yet, and only the first seed node, {_seeds[0]}, may form it");

        var formed = ClusterIdentity.Create(setup.Name, settings, random);
        if (identity is not null) formed = formed with { Id = identity.Id, Name = identity.Name, ShardCount = identity.ShardCount, Wire = identity.Wire };
        if (formed.WhyNot(setup.Name, settings, where) is { } why) throw new ClusterJoinException(why);
        var reply = await store.CommitAsync(
            new StoreCommit(
                read.Header.Generation,
                [new StoreCompare(ClusterIdentity.Key, entry?.ModRevision ?? 0)],
                [new StoreWrite(ClusterIdentity.Key, formed.Write())]),
            cancellation).ConfigureAwait(false);
        return reply.IsCommitted ? (new ClusterHome(store, _text, formed), null) : (null, "another node forms the cluster at this moment");
    }

    /// <summary>Whether a node runs, or may: then what all have in common cannot be changed.</summary>
    private static bool IsInUse(RangeReply read) => read.Entries.Any(entry =>
        entry.Key.StartsWith(DocumentText.AlivePrefix, StringComparison.Ordinal)
        || (entry.Key == DocumentText.MembersKey
            && DocumentText.ReadMembers(entry.Value).Members.Any(member => member.Status != Core.MemberStatus.Exiting)));

    private static string Plain(string seed) => ClusterMesh.TryParse(seed, out var host, out var port) ? $"{host}:{port}" : seed;

    private static string Unanswered(string[] seeds, SeedReply[] answers)
    {
        if (seeds.Length == 0) return "no store is configured, and no seed node to ask for it";
        return $"no store is configured, and no seed node tells it ({string.Join("; ", seeds.Zip(answers, (seed, reply) =>
            $"{seed}: {reply.Trouble ?? "has not found the cluster itself yet"}"))})";
    }
}

using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>What must hold after each step, and what must come true in the end.</summary>
internal sealed partial class SimulatedCluster
{
    private readonly Dictionary<ShardKey, long> _epochs = [];
    private readonly Dictionary<(SimulatedProcess, ShardKey), int> _lastDelivered = [];

    /// <summary>Nobody else would act for a shard of this process. Called after each step that could have given it a shard or time; all
    /// other steps of all other processes only take.</summary>
    private void AssertOwnsAlone(SimulatedProcess process)
    {
        if (!process.IsAlive || !Standing.MayAct(process.State, process.Clock(_now))) return;
        foreach (var other in _hosts)
        {
            if (other is null || other == process || !Standing.MayAct(other.State, other.Clock(_now))) continue;
            foreach (var shard in process.State.Running.Keys)
            {
                if (other.State.Running.ContainsKey(shard))
                    throw new InvariantBrokenException($"{shard.Type}/{shard.Shard} runs on {process.Address} and on {other.Address}");
            }
        }
    }

    /// <summary>A later owner has a higher number: what an earlier one still writes is refused.</summary>
    private void AssertNewEpoch(ShardKey shard, long epoch)
    {
        var last = _epochs.GetValueOrDefault(shard);
        if (epoch < last) throw new InvariantBrokenException($"{shard.Type}/{shard.Shard} starts with epoch {epoch} after {last}");
        _epochs[shard] = epoch;
    }

    private void AssertDelivery(SimulatedProcess at, Post post)
    {
        AssertOwnsAlone(at);
        if (post.Fate == PostFate.Delivered) throw new InvariantBrokenException($"{post} is delivered twice");
        var lane = (post.Sender, post.Shard);
        if (_lastDelivered.GetValueOrDefault(lane) >= post.Number)
            throw new InvariantBrokenException($"{post} is delivered after message {_lastDelivered[lane]}");
        _lastDelivered[lane] = post.Number;
        Conclude(post, PostFate.Delivered);
        Delivered++;
    }

    /// <summary>Shards of all types that some node runs and takes messages for.</summary>
    internal int RunningShards() => Scenario.Types.Sum(type => Enumerable.Range(0, _scenario.Times.ShardCount).Count(shard =>
        _hosts.Any(process => process is not null && _now >= process.PausedUntil
            && Standing.Accepts(process.State, new ShardKey(type, shard), process.Clock(_now)))));

    private void AssertEveryShardRuns()
    {
        foreach (var process in _hosts)
        {
            if (process is null || process.State.Me is not { Status: MemberStatus.Up })
                throw new InvariantBrokenException($"{process?.Address.Text ?? "a host"} is not up long after healing");
        }

        foreach (var type in Scenario.Types)
        {
            for (var shard = 0; shard < _scenario.Times.ShardCount; shard++)
            {
                var key = new ShardKey(type, shard);
                var owners = _hosts.Count(process => Standing.Accepts(process!.State, key, process.Clock(_now)));
                if (owners != 1) throw new InvariantBrokenException($"{type}/{shard} has {owners} owners long after healing");
            }
        }
    }

    private void AssertEveryMessageIsAccountedFor()
    {
        foreach (var post in _posts)
        {
            if (post.Sender.IsAlive && post.Fate == PostFate.UnderWay) throw new InvariantBrokenException($"{post} is lost");
        }
    }
}

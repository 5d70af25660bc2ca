using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Simulation;

/// <summary>Entity messages, sent all the while through the same decisions as in a real node.</summary>
internal sealed partial class SimulatedCluster
{
    private const int OutboxBound = 20;

    private readonly List<Post> _posts = [];
    private bool _hasTraffic = true;

    private void ScheduleTraffic()
    {
        if (!_hasTraffic) return;
        if (_hosts[_random.Next(_hosts.Length)] is { } process && _now >= process.PausedUntil) Send(process);
        After(Chance(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(80)), ScheduleTraffic);
    }

    private void Send(SimulatedProcess process)
    {
        var shard = new ShardKey(Scenario.Types[_random.Next(2)], _random.Next(_scenario.Times.ShardCount));
        var number = process.SentNumbers.GetValueOrDefault(shard) + 1;
        process.SentNumbers[shard] = number;
        var post = new Post(process, shard, number);
        _posts.Add(post);
        if (!process.Outboxes.TryGetValue(shard, out var outbox)) process.Outboxes[shard] = outbox = new ShardOutbox<Post>(OutboxBound);
        if (!outbox.TryOffer(post)) Conclude(post, PostFate.Bounced);
        Flush(process, shard, outbox);
    }

    private void Resume(SimulatedProcess process)
    {
        if (!process.IsAlive || _now < process.PausedUntil) return;
        foreach (var (shard, outbox) in process.Outboxes) Flush(process, shard, outbox);
    }

    private void Flush(SimulatedProcess process, ShardKey shard, ShardOutbox<Post> outbox)
    {
        // One that is refused on this node comes back at once: not again before the next tick.
        var round = outbox.Round;
        var owner = ShardRoute.OwnerOf(process.State, shard);
        if (owner is not null && process.LinksTo.TryGetValue(owner, out var link) && link.IsClosed) return;
        while (outbox.Round == round && outbox.TryPeek(owner, out var post))
        {
            outbox.Take(owner!);
            if (process.Address.Equals(outbox.Target)) Answer(process, post, Receive(process, process, post, outbox.Round));
            else Forward(process, outbox.Target!, post, outbox.Round);
        }
    }

    private void Forward(SimulatedProcess process, UniqueAddress to, Post post, long round)
    {
        if (!process.LinksTo.TryGetValue(to, out var link)) process.LinksTo[to] = link = new MeshLink();
        var number = ++link.LastNumber;
        link.Unacknowledged[number] = (post, round);
        Frame(process, to, number, post, round);
    }

    private void Frame(SimulatedProcess from, UniqueAddress to, long number, Post post, long round) => Transmit(
        from, to, receiver => Awake(receiver, () => OnFrame(from, receiver, number, post, round)));

    private void OnFrame(SimulatedProcess from, SimulatedProcess to, long number, Post post, long round)
    {
        if (!to.Receptions.TryGetValue(from.Address, out var reception)) to.Receptions[from.Address] = reception = new MeshReception();
        if (number >= reception.Expected) reception.Early[number] = (post, round);
        else Acknowledge(to, from.Address, number, reception.Answers[number]);
        if (_log is not null) Note($"frame {number} from {from.Address} to {to.Address}, round {round}: {post}");
        while (reception.Early.Remove(reception.Expected, out var next))
        {
            var answer = Receive(from, to, next.Post, next.Round);
            reception.Answers[reception.Expected] = answer;
            Acknowledge(to, from.Address, reception.Expected++, answer);
        }
    }

    private bool Receive(SimulatedProcess from, SimulatedProcess to, Post post, long round)
    {
        if (!to.Inboxes.TryGetValue((from.Address, post.Shard), out var inbox)) to.Inboxes[(from.Address, post.Shard)] = inbox = new ShardInbox();
        if (!inbox.TryAccept(round, Standing.Accepts(to.State, post.Shard, to.Clock(_now)))) return false;
        AssertDelivery(to, post);
        return true;
    }

    private void Acknowledge(SimulatedProcess receiver, UniqueAddress sender, long number, bool isAccepted) => Transmit(
        receiver, sender, process => Awake(process, () => OnAnswer(process, receiver.Address, number, isAccepted)));

    private static void OnAnswer(SimulatedProcess process, UniqueAddress from, long number, bool isAccepted)
    {
        if (!process.LinksTo.TryGetValue(from, out var link)) return;
        link.Answered[number] = isAccepted;
        while (link.Unacknowledged.Count > 0 && link.Unacknowledged.First() is var first && link.Answered.TryGetValue(first.Key, out var answer))
        {
            link.Unacknowledged.Remove(first.Key);
            Answer(process, first.Value.Post, answer);
        }
    }

    private static void Answer(SimulatedProcess process, Post post, bool isAccepted)
    {
        var outbox = process.Outboxes[post.Shard];
        if (!ReferenceEquals(outbox.OldestUnanswered, post) || !(isAccepted ? outbox.OnAccepted() : outbox.OnRefused()))
            throw new InvariantBrokenException($"{post} was not the next to be answered");
    }

    private void Retransmit(SimulatedProcess process)
    {
        if (!process.IsAlive || _now < process.PausedUntil || !Happens(0.25)) return;
        foreach (var (to, link) in process.LinksTo)
        {
            foreach (var (number, (post, round)) in link.Unacknowledged) Frame(process, to, number, post, round);
        }
    }

    /// <summary>Members that were removed answer no more.</summary>
    private void DoubtLostTargets(SimulatedProcess process)
    {
        foreach (var outbox in process.Outboxes.Values)
        {
            if (outbox.Target is not { } target || !ShardRoute.IsGone(process.State, target)) continue;
            if (process.LinksTo.TryGetValue(target, out var link)) link.Close();
            foreach (var post in outbox.OnTargetGone())
            {
                if (IsLiving(target)) throw new InvariantBrokenException($"{post} is in doubt, though {target} lives");
                if (post.Fate == PostFate.UnderWay) Conclude(post, PostFate.InDoubt);
            }
        }
    }

    private bool IsLiving(UniqueAddress address)
    {
        var process = _hosts[address.Host[^1] - 'a'];
        return process is { IsAlive: true } && process.Address.Equals(address) && Standing.MayAct(process.State, process.Clock(_now));
    }

    private void Conclude(Post post, PostFate fate)
    {
        post.Fate = fate;
        if (_log is not null) Note($"{post}: {fate}");
    }
}

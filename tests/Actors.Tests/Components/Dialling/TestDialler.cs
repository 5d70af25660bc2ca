using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;

namespace XmppActors.Actors.Tests.Components.Dialling;

/// <summary>A network without bytes: keeps each attempt until the test says what comes of it.</summary>
internal sealed class TestDialler(FarmWorld world) : IConnectionDialler
{
    private readonly Queue<Attempt> _open = new();

    /// <summary>All targets so far.</summary>
    public List<DialTarget> Dialled { get; } = [];

    public int Open => _open.Count;

    public Task<DialOutcome> DialAsync(DialTarget target, IConnectionAcceptor acceptor, CancellationToken cancellationToken)
    {
        Dialled.Add(target);
        var attempt = new Attempt(target, acceptor, new TaskCompletionSource<DialOutcome>());
        _open.Enqueue(attempt);
        return attempt.Outcome.Task;
    }

    /// <summary>The oldest open attempt fails.</summary>
    public void Fails(string failure)
    {
        _open.Dequeue().Outcome.SetResult(DialOutcome.Failed(failure));
        world.Run();
    }

    /// <summary>The oldest open attempt succeeds.</summary>
    public DialledPeer Connects(TlsMode tls = TlsMode.None)
    {
        var attempt = _open.Dequeue();
        var peer = new DialledPeer(new ComponentLink(world, tls), attempt.Target);
        peer.Link.Sink = attempt.Acceptor.Accept(peer.Link);
        attempt.Outcome.SetResult(new DialOutcome(null, peer.Ended.Task));
        world.Run();
        return peer;
    }

    private sealed record Attempt(DialTarget Target, IConnectionAcceptor Acceptor, TaskCompletionSource<DialOutcome> Outcome);
}

/// <summary>A component that waited, and was dialled.</summary>
internal sealed class DialledPeer(ComponentLink link, DialTarget target)
{
    public ComponentLink Link { get; } = link;

    public DialTarget Target { get; } = target;

    public TaskCompletionSource<DisconnectReason> Ended { get; } = new();

    /// <summary>The connection ends, whoever has wanted that.</summary>
    public void Disconnects(DisconnectReason reason = DisconnectReason.Reset)
    {
        Ended.SetResult(reason);
        Link.Disconnects(reason);
    }
}

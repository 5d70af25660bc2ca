using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Streams;

/// <summary>The sender, a stream of this node, is bound to a resource of the account.</summary>
internal sealed record StreamBound(BareJid Account);

/// <summary>The sender, a stream of this node, is not bound any more.</summary>
internal sealed record StreamUnbound(BareJid Account);

/// <summary>Asks how many streams of this node are bound; answered by <see cref="StreamCount"/>.</summary>
internal sealed class CountStreams
{
    public static readonly CountStreams Instance = new();
}

internal sealed record StreamCount(int Count);

/// <summary>Knows which accounts' streams this node has: for an account's new entity, which asks all nodes (<see cref="FindStreams"/>).</summary>
internal sealed class BoundStreams : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, the same on all nodes.</summary>
    public const string Name = "bound-streams";

    private readonly Dictionary<BareJid, IActorRef[]> _streams = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StreamBound bound: Add(bound.Account, Sender); break;
            case StreamUnbound unbound: Remove(unbound.Account, Sender); break;
            case FindStreams find: OnFind(find.Account); break;
            case CountStreams: Sender.Tell(new StreamCount(_streams.Values.Sum(static each => each.Length))); break;
            default: Unhandled(message); break;
        }
    }

    private void OnFind(BareJid account)
    {
        var found = _streams.GetValueOrDefault(account, []);
        foreach (var stream in found)
            stream.Tell(new RegisterAgain(Sender), Self);
        Sender.Tell(new StreamsFound(account, found), Self);
    }

    private void Add(BareJid account, IActorRef stream)
    {
        var known = _streams.GetValueOrDefault(account, []);
        if (Array.IndexOf(known, stream) < 0)
            _streams[account] = [.. known, stream];
    }

    private void Remove(BareJid account, IActorRef stream)
    {
        if (!_streams.TryGetValue(account, out var known))
            return;
        IActorRef[] left = [.. known.Where(other => !other.Equals(stream))];
        if (left.Length > 0)
            _streams[account] = left;
        else
            _streams.Remove(account);
    }
}

namespace XmppActors.Kernel.Actor;

/// <summary>Whoever is at a place, on this node or another, when a message arrives there.</summary>
public class ActorSelection : ICanTell
{
    private ActorSelection(IActorRef anchor, ActorPath path)
    {
        Anchor = anchor;
        Path = path;
    }

    /// <summary>Where the search for the place begins.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The place, without address.</summary>
    public string PathString => Path.ToStringWithoutAddress();

    private ActorPath Path { get; }

    /// <summary>Sends to whoever is there; to nobody, and into dead letters, when the place is empty.</summary>
    /// <param name="message">Never <c>null</c>.</param>
    /// <param name="sender">When none is given, the actor that is running on this thread.</param>
    public void Tell(object message, IActorRef? sender = null) =>
        ((InternalActorRef)Anchor).SystemImpl.Provider.ResolveActorRef(Path).Tell(message, sender ?? ActorCell.Current);

    /// <summary>The reference of the actor that is there now.</summary>
    /// <exception cref="ActorNotFoundException">None answered in time.</exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <inheritdoc cref="ResolveOne(TimeSpan)"/>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            if (identity.Subject is { } subject) return subject;
        }
        catch (AskTimeoutException)
        {
            // Said below.
        }

        throw new ActorNotFoundException($"Nobody answered at {Path}.");
    }

    public override string ToString() => $"ActorSelection[{Path}]";

    internal static ActorSelection Of(ActorSystemImpl system, string actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        var path = actorPath.StartsWith('/')
            ? ActorPath.Of(system.Provider.DefaultAddress, actorPath, 0)
            : ActorPath.TryParse(actorPath, out var parsed) ? parsed : null;
        return path is null
            ? throw new ArgumentException($"\"{actorPath}\" is no absolute path of one actor.", nameof(actorPath))
            : Of(system, path);
    }

    internal static ActorSelection Of(ActorSystemImpl system, ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        var place = ActorPath.Of(actorPath.Address, actorPath.ToStringWithoutAddress(), 0)!; // Whichever incarnation.
        return new ActorSelection(system.RootRef, place);
    }
}

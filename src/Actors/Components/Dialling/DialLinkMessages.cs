using XmppActors.Actors.Streams;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>A connection that we have dialled, told to <see cref="ComponentStreams"/>.</summary>
internal sealed record ConnectionDialled(ActorStanzaSink Sink, DialledLink Link);

/// <summary>What the streams on a dialled connection know of it.</summary>
/// <param name="Domain">Whom the endpoint is to serve.</param>
/// <param name="Endpoint">As it is named in all that is told of it.</param>
/// <param name="Secret">To prove ourselves with; in the reversed handshake, the one that the component is to prove itself with (null: any of
/// its farm's).</param>
/// <param name="Dialler">Is told <see cref="LinkServes"/> or <see cref="LinkFailed"/>.</param>
internal sealed record DialledLink(string Domain, string Endpoint, ConnectHandshake Handshake, string? Secret, IActorRef Dialler)
{
    /// <summary>Names the instance; the same after each reconnection, so that its keys come back to it.</summary>
    public required string InstanceId { get; init; }

    /// <summary>See <see cref="ConnectSettings.As"/>.</summary>
    public string? As { get; init; }

    /// <summary>What the instance is to get.</summary>
    public InstanceShare Share { get; init; } = InstanceShare.Full;

    /// <summary>Without the secret: records get into logs.</summary>
    public override string ToString() => $"DialledLink {Domain} {Endpoint}";
}

/// <summary>The component has proved itself, or accepted us; its instance joins the farm.</summary>
internal sealed record LinkServes(IActorRef Instance);

/// <summary>There will be no instance on this connection, which is closed.</summary>
/// <param name="Reason">In words for the operator.</param>
/// <param name="IsCredential">Another secret may do.</param>
internal sealed record LinkFailed(string Reason, bool IsCredential = false)
{
    /// <param name="error">What we have closed the stream with; null: the component has closed it.</param>
    public static LinkFailed Because(StreamError? error) => error switch
    {
        null => new LinkFailed("it has closed the stream"),
        { Condition: StreamErrorCondition.NotAuthorized } => new LinkFailed("its handshake is made with another secret", IsCredential: true),
        { Text: { } text } => new LinkFailed(text),
        _ => new LinkFailed($"{error.Condition}"),
    };
}

using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// The stream of a bound resource is over, in an orderly way or not: the account unbinds the resource and, where it was
/// available, makes it unavailable (RFC 6121 §4.5.2). Ignored when the resource has meanwhile been given to another
/// stream.
/// </summary>
/// <remarks>The account also watches the stream, so its end is noticed without this message too.</remarks>
internal sealed record StreamEnded(FullJid Address, IActorRef Stream) : IAccountMessage
{
    public BareJid Account => Address.Bare;
}

/// <summary>
/// Told to a bound stream by its account: close with this stream error (RFC 6120 §4.9.3). <c>not-authorized</c> when
/// the account has been removed (XEP-0077 §3.2), <c>internal-server-error</c> when the account entity failed and has
/// forgotten its resources.
/// </summary>
internal sealed record CloseStream(StreamErrorCondition Condition) : IClusterMessage;

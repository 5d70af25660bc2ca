using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <summary>An authenticated stream asks for a resource: a <see cref="BoundStream"/> is to take its connection
/// over.</summary>
/// <remarks>Told by a <see cref="NegotiatingStream"/> to <see cref="ClientStreams"/>; answered by
/// <see cref="ConnectionTaken"/> or <see cref="Accounts.BindRefused"/>. Until then the connection stays with the
/// asker.</remarks>
/// <param name="Request">The client's iq; answered by the bound stream.</param>
/// <param name="Resource">The resourcepart asked for; null: any.</param>
internal sealed record BindStream(ActorStanzaSink Sink, AuthenticatedEntity Entity, Stanza Request, string? Resource);

/// <summary>The connection has a new owner; whoever had it before has nothing left to do.</summary>
internal sealed class ConnectionTaken
{
    public static readonly ConnectionTaken Instance = new();
}

/// <summary>An authenticated stream asks an earlier session to go on with its connection (XEP-0198 §5).</summary>
/// <remarks>Goes by way of the account to the <see cref="BoundStream"/> of that session, which takes the connection:
/// answered by <see cref="ConnectionTaken"/> or <see cref="ResumeRefused"/>.</remarks>
/// <param name="Handled">Stanzas that the client has handled: its <c>h</c>.</param>
/// <param name="RequestBytes">Size of &lt;resume/&gt;, for the read window.</param>
/// <param name="Negotiator">Who asks, and is answered.</param>
internal sealed record ResumeStream(
    ActorStanzaSink Sink, BareJid Account, ResumptionId Id, uint Handled, int RequestBytes, IActorRef Negotiator)
    : Accounts.IAccountMessage;

/// <summary>No such session, or not any more.</summary>
/// <param name="Handled">How many stanzas it had handled at its end, if that is still known.</param>
internal sealed record ResumeRefused(StanzaErrorCondition Condition, uint? Handled = null);

/// <summary>Who a stream's peer has proved to be.</summary>
/// <param name="IsTemporary">By SASL ANONYMOUS: the account lives as long as its streams (XEP-0175).</param>
internal sealed record AuthenticatedEntity(BareJid Account, bool IsTemporary);

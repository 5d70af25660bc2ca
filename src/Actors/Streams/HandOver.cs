using XmppActors.Actors.Streams.Sessions;
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
internal sealed record BindStream(ActorStanzaSink Sink, AuthenticatedEntity Entity, Stanza Request, string? Resource) : StreamBeginning;

/// <summary>The connection has a new owner; whoever had it before has nothing left to do.</summary>
internal sealed class ConnectionTaken
{
    public static readonly ConnectionTaken Instance = new();
}

/// <summary>Who a stream's peer has proved to be.</summary>
/// <param name="IsTemporary">By SASL ANONYMOUS: the account lives as long as its streams (XEP-0175).</param>
internal sealed record AuthenticatedEntity(BareJid Account, bool IsTemporary);

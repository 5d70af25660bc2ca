using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>The server as an addressee: what is sent to a served domain itself, with or without a resourcepart.</summary>
internal interface IServerStanzas
{
    /// <summary>Ends the stanza: answered, handled, bounced or ignored. RFC 6121 §8.1, RFC 6120 §10.3.</summary>
    void Handle(Stanza stanza, IActorRef origin);
}

using XmppActors.Actors.Registration;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Streams;

/// <content>In-band registration before authentication (XEP-0077 §3.1), where the node allows it.</content>
internal sealed partial class NegotiatingStream
{
    private bool MayRegister =>
        services.Registrar is not null && SaslChannels.MayAuthenticate(Connection.Info, services.Settings.RequireTls);

    /// <summary>The registrar has a request of ours; nothing else can come but the end.</summary>
    private void Registering(object message)
    {
        switch (message)
        {
            case RegistrationAnswered answered: OnRegistrationAnswered(answered); break;
            default: OnAnywhere(message); break;
        }
    }

    /// <summary>Of all stanzas only a registration may precede authentication (RFC 6120 §4.9.3.12).</summary>
    private void OnEarlyStanza(Stanza stanza)
    {
        if (stanza.Kind != StanzaKind.Iq || stanza.PayloadName != RegistrationForm.Payload || !MayRegister)
        {
            Close(new StreamError(StreamErrorCondition.NotAuthorized));
            return;
        }
        services.Counters.Accepted();
        Become(Registering);
        _pendingBytes = stanza.ByteCount;
        services.Registrar!.Tell(
            new RegisterOnStream(stanza, BareJid.Domain(_domain), PeerAddress), Self);
    }

    private void OnRegistrationAnswered(RegistrationAnswered answered)
    {
        Become(Offering);
        Connection.Write(answered.Answer);
        services.Counters.Originated();
        services.Counters.Delivered();
        Connection.Processed(_pendingBytes);
    }
}

using System.Text;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>Takes a connection to a bound resource, as any client would (RFC 6120 §9.1), where that is not what the
/// script is about.</summary>
internal static class Login
{
    public static readonly XName BindResult = XName.Get("bind", "urn:ietf:params:xml:ns:xmpp-bind");

    public static string Header(string domain) => $"<stream:stream to='{domain}' version='1.0' xmlns='jabber:client'"
        + " xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>To the features that follow authentication.</summary>
    public static async Task AuthenticateAsync(Participant participant, string who, CancellationToken cancellationToken)
    {
        var account = Cast.Account(who);
        var header = Header(account.Domainpart);
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{account.Localpart}\0{Cast.Password}"));
        var auth = $"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{plain}</auth>";

        await participant.SendAsync(header, isLogged: false);
        await participant.ExpectAsync("features", cancellationToken);
        await participant.SendAsync(auth, isLogged: false);
        await participant.ExpectAsync("success", cancellationToken);
        await participant.SendAsync(header, isLogged: false);
        await participant.ExpectAsync("features", cancellationToken);
    }

    /// <summary>Binds the resource after the name, or any.</summary>
    public static async Task BindAsync(Participant participant, string who, CancellationToken cancellationToken)
    {
        var wish = Cast.Resource(who) is { } resource ? $"<resource>{resource}</resource>" : "";
        var request = $"<iq type='set' id='bind'><bind xmlns='{BindResult.NamespaceName}'>{wish}</bind></iq>";
        await participant.SendAsync(request, isLogged: false);
        var iq = await participant.ExpectAsync("iq", cancellationToken);
        if (iq.Element(BindResult) is null)
            throw new InvalidOperationException($"{who} could not bind: {iq}");
        participant.IsBound = true;
    }
}

using System.Globalization;
using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.ServerInfo;

/// <summary>Last Activity (XEP-0012): the server's uptime, and how long ago an account was last available.</summary>
internal static class LastActivity
{
    public const string Namespace = "jabber:iq:last";

    public static readonly XmlName Payload = new("query", Namespace);

    private static readonly XNamespace Ns = Namespace;

    public static void Register(DomainIqs domain, AccountIqs accounts, TimeProvider time)
    {
        var started = time.GetTimestamp();
        domain.Feature(Namespace);
        domain.On(
            StanzaType.Get,
            Payload,
            (request, _) => StanzaErrors.IqResult(request, ToElement(time.GetElapsedTime(started))));
        accounts.Feature(Namespace);
        accounts.On(StanzaType.Get, Payload, AnswerForAccount);
    }

    /// <summary>
    /// Whether a stanza for a resource may reach it: this request only from those who may see the account's presence
    /// (§4).
    /// </summary>
    public static bool MayPass(IAccount account, Stanza stanza) =>
        stanza.Kind != StanzaKind.Iq
        || stanza.Type != StanzaType.Get
        || stanza.PayloadName != Payload
        || AccountIqs.IsTrusted(account, stanza, sender: null);

    private static void AnswerForAccount(IAccount account, Stanza request, Resource? sender)
    {
        var now = account.Services.Time.GetUtcNow();
        if (!AccountIqs.IsTrusted(account, request, sender))
            account.Bounce(request, StanzaErrorCondition.Forbidden);
        else if (account.Resources.Count > 0)
            account.Reply(StanzaErrors.IqResult(request, ToElement(TimeSpan.Zero))); // §3: connected is enough.
        else if (account.LastLogout is { } logout)
            account.Reply(StanzaErrors.IqResult(request, ToElement(now - logout.At, logout.Status)));
        else
            account.Bounce(request, StanzaErrorCondition.ItemNotFound); // Never was available.
    }

    private static XElement ToElement(TimeSpan since, string? status = null) => new(
        Ns + "query",
        new XAttribute("seconds", Math.Max(0, (long)since.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
        status);
}

using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Host.Farms;

/// <summary>The stanza that <c>farm trace</c> follows: given as a whole, or a message without content.</summary>
internal static class TracedStanza
{
    private const string Client = "jabber:client";

    /// <param name="fault">Why there is none, in a sentence.</param>
    public static bool TryMake(TraceRequest request, [NotNullWhen(true)] out Stanza? stanza, [NotNullWhen(false)] out string? fault)
    {
        stanza = null;
        fault = null;
        if (!Jid.TryParse(request.From, out var from))
            fault = $"'{request.From}' is no JID";
        else if (!Jid.TryParse(request.To ?? request.Domain, out var to))
            fault = $"'{request.To ?? request.Domain}' is no JID";
        else if (request.Stanza is not { } text)
            stanza = Stanza.Create(StanzaKind.Message, StanzaType.Normal, from, to, null, ThreadOf(request));
        else
            stanza = Read(text, from, request.To is null ? null : to, request.Domain, out fault);
        return stanza is not null;
    }

    private static XElement[] ThreadOf(TraceRequest request) =>
        request.Thread is { } thread ? [new XElement(XName.Get("thread", Client), thread)] : [];

    private static Stanza? Read(string text, Jid from, Jid? to, string domain, out string? fault)
    {
        fault = null;
        XElement element;
        try
        {
            element = InClientNamespace(XElement.Parse(text));
        }
        catch (XmlException mistake)
        {
            fault = $"the stanza is no XML: {mistake.Message}";
            return null;
        }

        if (to is null && element.Attribute("to")?.Value is { } written && !Jid.TryParse(written, out to))
        {
            fault = $"'{written}' is no JID";
            return null;
        }

        StanzaKind? kind = element.Name.LocalName switch
        {
            "message" => StanzaKind.Message,
            "presence" => StanzaKind.Presence,
            "iq" => StanzaKind.Iq,
            _ => null,
        };
        if (kind is null)
        {
            fault = $"<{element.Name.LocalName}/> is no stanza: write a message, a presence or an iq";
            return null;
        }

        var type = Enum.TryParse<StanzaType>(element.Attribute("type")?.Value, ignoreCase: true, out var named) ? named : StanzaType.None;
        return Stanza.Create(
            kind.Value,
            type == StanzaType.Unknown ? StanzaType.None : type,
            from,
            to ?? BareJid.Parse(domain),
            element.Attribute("id")?.Value ?? "trace",
            [.. element.Elements()]);
    }

    /// <summary>A stanza without <c>xmlns</c> means one of a client's stream.</summary>
    private static XElement InClientNamespace(XElement element)
    {
        if (element.Name.Namespace != XNamespace.None) return element;
        foreach (var each in element.DescendantsAndSelf().Where(static each => each.Name.Namespace == XNamespace.None).ToArray())
            each.Name = XName.Get(each.Name.LocalName, Client);
        return element;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components;

/// <summary>What a component may say, as functions of what it said.</summary>
internal static class ComponentRules
{
    /// <summary>Checks a component's stanza: both addresses present, <c>from</c> at a domain that the component serves.</summary>
    /// <returns>Null when it may be routed; else the stream error that ends its stream: <c>improper-addressing</c>
    /// (RFC 6120 §4.9.3.7) or <c>invalid-from</c> (§4.9.3.9).</returns>
    public static StreamError? Check(Stanza stanza, Func<string, bool> isServed)
    {
        if (stanza.From is null || (stanza.To is null && !stanza.HasMalformedTo))
            return new StreamError(StreamErrorCondition.ImproperAddressing, "a component's stanza needs both 'to' and 'from'");
        return isServed(stanza.From.Domainpart)
            ? null
            : new StreamError(StreamErrorCondition.InvalidFrom, $"this stream does not speak for {stanza.From.Domainpart}");
    }

    /// <summary>Checks what a server must refuse whoever it is for.</summary>
    /// <returns>Null when it may be routed; else the condition of the error that goes back to the component.</returns>
    public static StanzaErrorCondition? Refusal(Stanza stanza)
    {
        if (stanza.HasMalformedTo)
            return StanzaErrorCondition.JidMalformed; // RFC 6120 §8.3.3.8
        return stanza.Kind == StanzaKind.Iq && !IsRequestOrAnswer(stanza) ? StanzaErrorCondition.BadRequest : null;
    }

    /// <summary>RFC 6120 §8.2.3: one of four types, an id, and for a request a payload.</summary>
    private static bool IsRequestOrAnswer(Stanza iq) => !iq.IdBytes.IsEmpty && iq.Type switch
    {
        StanzaType.Get or StanzaType.Set => iq.PayloadName is not null,
        StanzaType.Result or StanzaType.Error => true,
        _ => false,
    };

    /// <summary>Compares a handshake with those of all valid secrets, each in constant time. XEP-0114 §3.</summary>
    /// <param name="handshake">What the component sent: the hexadecimal SHA-1 of stream id and secret.</param>
    /// <param name="streamId">The id of our stream header.</param>
    /// <param name="secrets">Every secret that is valid at the moment. SCRAM keys open nothing here: the handshake needs the text.</param>
    /// <returns>The secret that it was made with; null: none.</returns>
    public static ComponentSecret? FindAuthentic(string handshake, string streamId, IEnumerable<ComponentSecret> secrets)
    {
        var offered = Encoding.UTF8.GetBytes(handshake.Trim().ToLowerInvariant());
        ComponentSecret? found = null;
        foreach (var secret in secrets)
        {
            if (!ScramSecret.IsOne(secret.Secret) && CryptographicOperations.FixedTimeEquals(offered, Expected(streamId, secret.Secret))) found = secret;
        }
        return found;
    }

    /// <summary>What proves that its sender knows the secret. XEP-0114 §3.</summary>
    public static string HandshakeOf(string streamId, string secret) => Encoding.ASCII.GetString(Expected(streamId, secret));

    /// <summary>Reads a stream error of the other side (RFC 6120 §4.9.2).</summary>
    /// <returns>Its condition as written, and its text, if any.</returns>
    public static (string Condition, string? Text) ReadStreamError(XmppElement error)
    {
        var condition = "undefined-condition";
        string? text = null;
        foreach (var child in error.ToXElement().Elements())
        {
            if (child.Name.NamespaceName != Namespaces.StreamErrors) continue;
            if (child.Name.LocalName == "text") text = child.Value;
            else condition = child.Name.LocalName;
        }
        return (condition, text);
    }

    [SuppressMessage("Security", "CA5350", Justification = "XEP-0114 §3 prescribes SHA-1.")]
    private static byte[] Expected(string streamId, string secret) =>
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(streamId + secret))));
}

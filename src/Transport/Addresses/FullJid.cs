using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Addresses;

/// <summary>An address with a resourcepart; the localpart may be absent (<c>domainpart/resourcepart</c>).</summary>
public sealed class FullJid : Jid
{
    internal FullJid(BareJid bare, string resourcepart)
        : base(bare.Localpart, bare.Domainpart, $"{bare.Value}/{resourcepart}")
    {
        Bare = bare;
        Resourcepart = resourcepart;
    }

    public override BareJid Bare { get; }

    [NotNull]
    public override string? Resourcepart { get; }

    /// <summary>Reads an address known to be good.</summary>
    /// <exception cref="FormatException">Not a full address.</exception>
    public static FullJid Parse(string text) =>
        TryParse(text, out FullJid? jid) ? jid : throw new FormatException($"'{text}' is no full JID (RFC 7622).");

    public static bool TryParse(string text, [NotNullWhen(true)] out FullJid? jid)
    {
        jid = Jid.TryParse(text, out Jid? any) ? any as FullJid : null;
        return jid is not null;
    }
}

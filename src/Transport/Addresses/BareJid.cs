using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Transport.Addresses;

/// <summary>An address without a resourcepart: <c>localpart@domainpart</c>, or a domain alone.</summary>
public sealed class BareJid : Jid
{
    internal BareJid(string? localpart, string domainpart)
        : base(localpart, domainpart, localpart is null ? domainpart : $"{localpart}@{domainpart}")
    {
    }

    public override BareJid Bare => this;

    /// <summary>Reads an address known to be good, as in configuration checked before or in a test.</summary>
    /// <exception cref="FormatException">Not a bare address.</exception>
    public static BareJid Parse(string text) =>
        TryParse(text, out BareJid? jid) ? jid : throw new FormatException($"'{text}' is no bare JID (RFC 7622).");

    public static bool TryParse(string text, [NotNullWhen(true)] out BareJid? jid)
    {
        jid = Jid.TryParse(text, out Jid? any) ? any as BareJid : null;
        return jid is not null;
    }

    /// <summary>Makes an address of parts that came separately, such as a SASL user name and the stream's
    /// domain.</summary>
    public static bool TryCreate(string? localpart, string domainpart, [NotNullWhen(true)] out BareJid? jid)
    {
        ArgumentNullException.ThrowIfNull(domainpart);
        jid = null;
        string? preparedLocalpart = null;
        if (localpart is not null && !LocalpartProfile.TryPrepare(localpart, out preparedLocalpart))
            return false;
        if (!DomainpartProfile.TryPrepare(domainpart, out var preparedDomainpart))
            return false;
        jid = new BareJid(preparedLocalpart, preparedDomainpart);
        return true;
    }

    /// <summary>The address of a domain.</summary>
    /// <exception cref="FormatException">Not a domainpart.</exception>
    public static BareJid Domain(string domainpart) =>
        TryCreate(null, domainpart, out var jid)
            ? jid
            : throw new FormatException($"'{domainpart}' is no domainpart (RFC 7622 §3.2).");

    public bool TryWithResource(string resource, [NotNullWhen(true)] out FullJid? jid)
    {
        ArgumentNullException.ThrowIfNull(resource);
        jid = ResourcepartProfile.TryPrepare(resource, out var prepared) ? new FullJid(this, prepared) : null;
        return jid is not null;
    }

    /// <exception cref="FormatException">Not a resourcepart.</exception>
    public FullJid WithResource(string resource) =>
        TryWithResource(resource, out var jid)
            ? jid
            : throw new FormatException($"'{resource}' is no resourcepart (RFC 7622 §3.4).");
}

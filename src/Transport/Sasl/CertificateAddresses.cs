using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Reads the XMPP addresses of a certificate: its subjectAltNames of form id-on-xmppAddr (RFC 6120
/// §13.7.1.4).</summary>
internal static class CertificateAddresses
{
    private const string SubjectAltName = "2.5.29.17";
    private const string XmppAddr = "1.3.6.1.5.5.7.8.5";

    private static readonly Asn1Tag OtherName = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Value = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>Addresses that are malformed, or not bare, are left out; so is everything when the extension itself is
    /// malformed.</summary>
    internal static IReadOnlyList<BareJid> Read(X509Certificate2 certificate)
    {
        var addresses = new List<BareJid>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != SubjectAltName)
                continue;
            try
            {
                Read(new AsnReader(extension.RawData, AsnEncodingRules.DER), addresses);
            }
            catch (AsnContentException)
            {
                return [];
            }
        }
        return addresses;
    }

    private static void Read(AsnReader extension, List<BareJid> addresses)
    {
        var names = extension.ReadSequence();
        while (names.HasData)
        {
            if (!names.PeekTag().HasSameClassAndValue(OtherName))
            {
                names.ReadEncodedValue();
                continue;
            }
            var name = names.ReadSequence(OtherName);
            if (name.ReadObjectIdentifier() != XmppAddr)
                continue;
            var text = name.ReadSequence(Value).ReadCharacterString(UniversalTagNumber.UTF8String);
            if (BareJid.TryParse(text, out BareJid? jid))
                addresses.Add(jid);
        }
    }
}

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace XmppActors.Transport.Tests.Sasl;

internal static class CertificateMaker
{
    /// <summary>A certificate with a subjectAltName that holds a DNS name and these id-on-xmppAddr names.</summary>
    internal static X509Certificate2 WithXmppAddresses(params string[] addresses)
    {
        var names = new AsnWriter(AsnEncodingRules.DER);
        using (names.PushSequence())
        {
            names.WriteCharacterString(UniversalTagNumber.IA5String, "montague.example", new Asn1Tag(TagClass.ContextSpecific, 2));
            foreach (var address in addresses)
            {
                using (names.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                {
                    names.WriteObjectIdentifier("1.3.6.1.5.5.7.8.5");
                    using (names.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        names.WriteCharacterString(UniversalTagNumber.UTF8String, address);
                }
            }
        }
        return WithSubjectAltName(names.Encode());
    }

    internal static X509Certificate2 WithDnsNames(params string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names) builder.AddDnsName(name);
        return WithSubjectAltName(builder.Build().RawData, $"CN={names[0]}");
    }

    internal static X509Certificate2 WithSubjectAltName(byte[] encoded, string subject = "CN=romeo")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", encoded, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }

    internal static X509Certificate2 SignedBy(AsymmetricAlgorithm key, HashAlgorithmName hash, RSASignaturePadding? padding = null)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("CN=montague.example", rsa, hash, padding ?? RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=montague.example", (ECDsa)key, hash);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}

using System.Security.Cryptography;
using System.Xml.Linq;
using XmppActors.Transport.Sasl;
using static XmppActors.Transport.Tests.Sasl.SaslFixture;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class SaslServerTests
{
    private static readonly SaslSettings Everything = Settings with
    {
        Mechanisms = new HashSet<string> { "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "EXTERNAL", "PLAIN", "ANONYMOUS" },
    };

    [Fact]
    public void Without_TLS_only_what_shows_no_password_is_offered()
    {
        var offer = new SaslServer(Everything).Offer(Plain);

        Assert.Equal(["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "ANONYMOUS"], offer.Mechanisms);
        Assert.Null(offer.ToChannelBindingElement());
    }

    [Fact]
    public void Over_TLS_the_strongest_comes_first()
    {
        using var certificate = CertificateMaker.WithXmppAddresses();
        var offer = new SaslServer(Everything).Offer(Bound with { ClientCertificate = certificate });

        Assert.Equal(
            [
                "EXTERNAL", "SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS",
                "SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "ANONYMOUS",
            ],
            offer.Mechanisms);
    }

    [Fact]
    public void The_stream_features_are_written_as_the_specifications_have_them()
    {
        var settings = Settings with { Mechanisms = new HashSet<string> { "SCRAM-SHA-256" } };
        var offer = new SaslServer(settings).Offer(Bound);

        Assert.Equal(
            "<mechanisms xmlns=\"urn:ietf:params:xml:ns:xmpp-sasl\"><mechanism>SCRAM-SHA-256-PLUS</mechanism><mechanism>SCRAM-SHA-256</mechanism></mechanisms>",
            offer.ToElement().ToString(SaveOptions.DisableFormatting));
        Assert.Equal( // XEP-0440 §2.
            "<sasl-channel-binding xmlns=\"urn:xmpp:sasl-cb:0\"><channel-binding type=\"tls-exporter\" /><channel-binding type=\"tls-server-end-point\" /></sasl-channel-binding>",
            offer.ToChannelBindingElement()!.ToString(SaveOptions.DisableFormatting));
    }

    [Theory]
    [InlineData("PLAIN", SaslFailureCondition.EncryptionRequired)]
    [InlineData("EXTERNAL", SaslFailureCondition.InvalidMechanism)]
    [InlineData("SCRAM-SHA-256-PLUS", SaslFailureCondition.InvalidMechanism)]
    [InlineData("ANONYMOUS", SaslFailureCondition.InvalidMechanism)]
    [InlineData("DIGEST-MD5", SaslFailureCondition.InvalidMechanism)]
    [InlineData("plain", SaslFailureCondition.InvalidMechanism)]
    [InlineData("", SaslFailureCondition.InvalidMechanism)]
    public void What_was_not_offered_is_refused(string name, SaslFailureCondition condition)
    {
        Assert.False(new SaslServer(Settings).TryCreate(name, Plain, out _, out var refusal));

        Assert.Equal(condition, refusal);
    }

    [Fact]
    public void Every_offered_mechanism_can_be_made()
    {
        using var certificate = CertificateMaker.WithXmppAddresses();
        var channel = Bound with { ClientCertificate = certificate };
        var server = new SaslServer(Everything);

        foreach (var name in server.Offer(channel).Mechanisms)
        {
            Assert.True(server.TryCreate(name, channel, out var mechanism, out _));
            Assert.Equal(name, mechanism.Name);
        }
    }

    [Fact]
    public void PLAIN_without_TLS_takes_the_operators_word()
    {
        var offer = new SaslServer(Settings with { AllowPlainWithoutTls = true }).Offer(Plain);

        Assert.Contains("PLAIN", offer.Mechanisms);
    }

    [Fact]
    public void An_anonymous_stream_gets_a_name_of_its_own()
    {
        var first = Assert.IsType<SaslStep.Succeeded>(Create("ANONYMOUS", Plain, Everything).Start("trace@example.com"));
        var challenged = Create("ANONYMOUS", Plain, Everything);
        Assert.Equal(new SaslStep.Challenge(default), challenged.Start(default, hasInitialResponse: false));
        var second = Assert.IsType<SaslStep.Succeeded>(challenged.Continue(default));

        Assert.True(first.IsAnonymous);
        Assert.Equal(Domain, first.Account.Domainpart);
        Assert.NotEqual(first.Account, second.Account);
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("ANONYMOUS", Plain, Everything).Start([0xFF], hasInitialResponse: true));
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("ANONYMOUS", Plain, Everything).Start(new string('x', 256)));
    }

    [Theory] // RFC 6120 §6.4.2.
    [InlineData("=", "")]
    [InlineData("AGp1bGlldAByMG0zMG15cjBtMzA=", "\0juliet\0r0m30myr0m30")]
    public void Base64_is_read_as_RFC_6120_writes_it(string text, string decoded)
    {
        Assert.True(SaslBase64.TryDecodeInitial(text, out var data));
        Assert.Equal(decoded, System.Text.Encoding.ASCII.GetString(data!));
        Assert.Equal(text, SaslBase64.Encode(data));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("AA")]
    [InlineData("AAA")]
    [InlineData("====")]
    [InlineData("AA==AAAA")]
    [InlineData("AAAA\n")]
    [InlineData(" AAA")]
    [InlineData("AA AA AA")]
    [InlineData("AB==")] // Stray bits.
    [InlineData("AA-_")]
    [InlineData("\u00e9AAA")]
    public void Other_base64_is_an_incorrect_encoding(string text)
    {
        Assert.False(SaslBase64.TryDecode(text, out _));
    }

    [Fact]
    public void Nothing_at_all_is_no_initial_response_but_an_empty_response()
    {
        Assert.True(SaslBase64.TryDecodeInitial("", out var initial));
        Assert.True(SaslBase64.TryDecode("", out var response));

        Assert.Null(initial);
        Assert.Empty(response);
    }

    [Fact]
    public void Every_failure_has_its_element_name()
    {
        var names = Enum.GetValues<SaslFailureCondition>().Select(condition => condition.ElementName()).ToList();

        Assert.Equal(11, names.Distinct().Count());
        Assert.Contains("temporary-auth-failure", names);
    }

    [Fact] // RFC 5929 §4.1.
    public void The_end_point_is_hashed_as_the_certificate_was_signed()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        AssertEndPoint(rsa, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256);
        AssertEndPoint(rsa, HashAlgorithmName.SHA512, HashAlgorithmName.SHA512);
        AssertEndPoint(ecdsa, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256);
        AssertEndPoint(ecdsa, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384);
        AssertEndPoint(rsa, HashAlgorithmName.SHA256, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        AssertEndPoint(rsa, HashAlgorithmName.SHA384, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        AssertEndPoint(rsa, HashAlgorithmName.SHA512, HashAlgorithmName.SHA512, RSASignaturePadding.Pss);
    }

    private static void AssertEndPoint(AsymmetricAlgorithm key, HashAlgorithmName signed, HashAlgorithmName expected, RSASignaturePadding? padding = null)
    {
        using var certificate = CertificateMaker.SignedBy(key, signed, padding);

        var binding = ChannelBinding.TlsServerEndPoint(certificate);

        Assert.NotNull(binding);
        Assert.Equal("tls-server-end-point", binding.Type);
        Assert.Equal(CryptographicOperations.HashData(expected, certificate.RawData), binding.Data.ToArray());
    }
}

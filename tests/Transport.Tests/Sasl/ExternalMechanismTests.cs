using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using static XmppActors.Transport.Tests.Sasl.SaslFixture;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class ExternalMechanismTests
{
    [Theory] // XEP-0178 §2.
    [InlineData("romeo@montague.example", "", "romeo@montague.example")]
    [InlineData("Romeo@Montague.Example", "romeo@montague.example", "romeo@montague.example")]
    [InlineData("romeo@montague.example juliet@capulet.example", "", "romeo@montague.example")] // Only one is of this domain.
    [InlineData("romeo@montague.example benvolio@montague.example", "benvolio@montague.example", "benvolio@montague.example")]
    [InlineData("romeo@montague.example/orchard romeo@montague.example", "", "romeo@montague.example")]
    public void The_certificate_names_the_account(string named, string authzid, string account)
    {
        var mechanism = Create("EXTERNAL", WithCertificate(named.Split(' ')));
        var expected = BareJid.Parse(account);

        Assert.Equal(new SaslStep.NeedCredentials(expected), mechanism.Start(authzid));
        Assert.False(mechanism.IsCostly([]));
        Assert.Equal(new SaslStep.Succeeded(expected), mechanism.Credentials([]));
    }

    [Theory]
    [InlineData("", "", SaslFailureCondition.NotAuthorized)]
    [InlineData("juliet@capulet.example", "", SaslFailureCondition.NotAuthorized)]
    [InlineData("montague.example", "", SaslFailureCondition.NotAuthorized)]
    [InlineData("romeo@montague.example benvolio@montague.example", "", SaslFailureCondition.InvalidAuthzid)] // Which of them?
    [InlineData("romeo@montague.example", "benvolio@montague.example", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("juliet@capulet.example", "juliet@capulet.example", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("romeo@montague.example", "romeo@montague.example/orchard", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("romeo@montague.example", "@", SaslFailureCondition.InvalidAuthzid)]
    [InlineData("romeo@montague.example", "romeo\0", SaslFailureCondition.MalformedRequest)]
    public void What_the_certificate_does_not_name_is_refused(string named, string authzid, SaslFailureCondition condition)
    {
        var mechanism = Create("EXTERNAL", WithCertificate(named.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        AssertFailed(condition, mechanism.Start(authzid));
    }

    [Fact]
    public void The_account_must_exist()
    {
        var mechanism = Create("EXTERNAL", WithCertificate("romeo@montague.example"));
        mechanism.Start("");

        AssertFailed(SaslFailureCondition.NotAuthorized, mechanism.Credentials(null));
    }

    [Fact]
    public void The_name_may_follow_an_empty_challenge()
    {
        var mechanism = Create("EXTERNAL", WithCertificate("romeo@montague.example"));

        Assert.Equal(new SaslStep.Challenge(default), mechanism.Start(default, hasInitialResponse: false));
        Assert.Equal(new SaslStep.NeedCredentials(Romeo), mechanism.Continue(default));
    }

    [Theory]
    [InlineData(new byte[] { 0x30, 0x05, 0x01 })]
    [InlineData(new byte[] { 0x30, 0x02, 0xA0, 0x00 })]
    [InlineData(new byte[] { 0x04, 0x00 })]
    public void A_malformed_certificate_names_nobody(byte[] subjectAltName)
    {
        using var certificate = CertificateMaker.WithSubjectAltName(subjectAltName);

        Assert.Empty(CertificateAddresses.Read(certificate));
    }

    private static SaslChannel WithCertificate(params string[] named) =>
        Secure with { ClientCertificate = CertificateMaker.WithXmppAddresses(named) };
}

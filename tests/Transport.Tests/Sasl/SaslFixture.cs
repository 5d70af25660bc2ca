using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;

namespace XmppActors.Transport.Tests.Sasl;

/// <summary>A server for montague.example, where romeo has an account, and the ways to talk to it.</summary>
internal static class SaslFixture
{
    internal const string Domain = "montague.example";
    internal const string Password = "It is the east";
    internal const int Iterations = 64; // Enough for what is tested, and quick.

    internal static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");
    internal static readonly IReadOnlyList<ScramKeys> RomeosKeys = ScramKeys.DeriveAll(Password, Iterations);

    internal static readonly ChannelBinding Exporter = ChannelBinding.TlsExporter(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    internal static readonly ChannelBinding EndPoint = new(ChannelBinding.TlsServerEndPointType, new byte[] { 1, 2, 3 });

    internal static readonly ChannelBinding Unique = ChannelBinding.TlsUnique(new byte[] { 4, 5, 6 });

    internal static readonly SaslSettings Settings = new() { UnknownAccountSecret = new byte[32], Iterations = Iterations };

    internal static readonly SaslChannel Plain = new() { Domain = Domain };
    internal static readonly SaslChannel Secure = new() { Domain = Domain, IsSecure = true };
    internal static readonly SaslChannel Bound = Secure with { ChannelBindings = [Exporter, EndPoint] };
    internal static readonly SaslChannel TacitlyBound = Bound with { TacitBindings = [Unique] };

    internal static ISaslMechanism Create(string name, SaslChannel? channel = null, SaslSettings? settings = null)
    {
        Assert.True(new SaslServer(settings ?? Settings).TryCreate(name, channel ?? Secure, out var mechanism, out _));
        Assert.Equal(name, mechanism.Name);
        return mechanism;
    }

    internal static SaslStep Start(this ISaslMechanism mechanism, string initialResponse) =>
        mechanism.Start(Encoding.UTF8.GetBytes(initialResponse), hasInitialResponse: true);

    internal static void AssertFailed(SaslFailureCondition condition, SaslStep step) =>
        Assert.Equal(condition, Assert.IsType<SaslStep.Failed>(step).Condition);
}

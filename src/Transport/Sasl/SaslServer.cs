using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Offers mechanisms and makes them; one per node, for any number of threads.</summary>
public sealed class SaslServer(SaslSettings settings)
{
    private readonly UnknownAccounts _unknownAccounts = new(settings.UnknownAccountSecret, settings.Iterations);
    private readonly VerifiedPasswordCache _verifiedPasswords = new(settings.VerifiedPasswords);

    /// <summary>What to offer on this stream as it is now.</summary>
    public SaslMechanismList Offer(SaslChannel channel) => SaslMechanismList.For(settings, channel);

    /// <summary>Keys that no password fits, the same whenever they are asked for: their salt is the account's, whether it exists or
    /// not, where its keys are made anew for each exchange.</summary>
    public ScramKeys StandIn(BareJid account, ScramHash hash) => _unknownAccounts.Keys(account, hash);

    /// <summary>Begins an exchange. False when the mechanism was not offered: <paramref name="refusal"/> says why (RFC
    /// 6120 §6.5).</summary>
    public bool TryCreate(
        string name,
        SaslChannel channel,
        [NotNullWhen(true)] out ISaslMechanism? mechanism,
        out SaslFailureCondition refusal)
    {
        ArgumentNullException.ThrowIfNull(name);
        var offer = Offer(channel);
        mechanism = offer.Mechanisms.Contains(name) ? Create(name, channel, offer) : null;
        refusal = name == PlainMechanism.MechanismName && !channel.IsSecure && settings.Mechanisms.Contains(name)
            ? SaslFailureCondition.EncryptionRequired
            : SaslFailureCondition.InvalidMechanism;
        return mechanism is not null;
    }

    private ISaslMechanism Create(string name, SaslChannel channel, SaslMechanismList offer)
    {
        switch (name)
        {
            case PlainMechanism.MechanismName: return new PlainMechanism(channel, _unknownAccounts, _verifiedPasswords);
            case ExternalMechanism.MechanismName when channel.NamesDomains: return new DomainExternalMechanism(channel);
            case ExternalMechanism.MechanismName: return new ExternalMechanism(channel);
            case AnonymousMechanism.MechanismName: return new AnonymousMechanism(channel);
        }
        var usesBinding = name.EndsWith(ScramMechanism.PlusSuffix, StringComparison.Ordinal);
        var hash = ScramHashes.All.First(hash => name.StartsWith(hash.MechanismName(), StringComparison.Ordinal)
            && name.Length == hash.MechanismName().Length + (usesBinding ? ScramMechanism.PlusSuffix.Length : 0));
        return new ScramMechanism(hash, usesBinding, channel, offer.OffersChannelBinding, _unknownAccounts);
    }
}

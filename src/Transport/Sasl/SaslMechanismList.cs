using System.Xml.Linq;

namespace XmppActors.Transport.Sasl;

/// <summary>The mechanisms offered on a stream, and the channel bindings that go with them.</summary>
/// <param name="Mechanisms">By name, in the order of preference.</param>
/// <param name="ChannelBindingTypes">For the <c>-PLUS</c> mechanisms, best first; empty when none is offered.</param>
public sealed record SaslMechanismList(IReadOnlyList<string> Mechanisms, IReadOnlyList<string> ChannelBindingTypes)
{
    private static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static readonly XNamespace SaslChannelBinding = "urn:xmpp:sasl-cb:0";

    /// <summary>A <c>-PLUS</c> mechanism is among them, so a client that could bind has no reason not to.</summary>
    public bool OffersChannelBinding => ChannelBindingTypes.Count > 0;

    /// <summary>The <c>&lt;mechanisms/&gt;</c> stream feature (RFC 6120 §6.4.1).</summary>
    public XElement ToElement() =>
        new(Sasl + "mechanisms", Mechanisms.Select(name => new XElement(Sasl + "mechanism", name)));

    /// <summary>The <c>&lt;sasl-channel-binding/&gt;</c> stream feature (XEP-0440), or null.</summary>
    public XElement? ToChannelBindingElement() => OffersChannelBinding
        ? new XElement(
            SaslChannelBinding + "sasl-channel-binding",
            ChannelBindingTypes.Select(type =>
                new XElement(SaslChannelBinding + "channel-binding", new XAttribute("type", type))))
        : null;

    internal static SaslMechanismList For(SaslSettings settings, SaslChannel channel)
    {
        var names = new List<string>();
        var scram = ScramHashes.All.Select(hash => hash.MechanismName()).Where(settings.Mechanisms.Contains).ToList();
        var binds = channel.IsSecure && channel.ChannelBindings.Count > 0 && scram.Count > 0;

        if (channel is { IsSecure: true, ClientCertificate: not null }
            && settings.Mechanisms.Contains(ExternalMechanism.MechanismName))
            names.Add(ExternalMechanism.MechanismName); // XEP-0178 §2: only to whom has shown a certificate.
        if (binds)
            names.AddRange(scram.Select(name => name + ScramMechanism.PlusSuffix));
        names.AddRange(scram);
        if ((channel.IsSecure || settings.AllowPlainWithoutTls)
            && settings.Mechanisms.Contains(PlainMechanism.MechanismName))
            names.Add(PlainMechanism.MechanismName);
        if (settings.Mechanisms.Contains(AnonymousMechanism.MechanismName))
            names.Add(AnonymousMechanism.MechanismName);
        return new SaslMechanismList(names, binds ? [.. channel.ChannelBindings.Select(binding => binding.Type)] : []);
    }
}

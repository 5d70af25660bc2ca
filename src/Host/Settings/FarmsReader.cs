using System.Collections.Immutable;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Listeners;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.component</c> and <c>xmpp.farms</c>: external components, by domain.</summary>
internal static class FarmsReader
{
    /// <summary>The secret of the shipped example: everybody knows it.</summary>
    private const string ExampleSecret = "change-me";

    /// <param name="bridged">The members of a bridged cluster, which farms may dial; null: there is no bridge.</param>
    public static ComponentSettings Read(
        SettingsBlock xmpp, IReadOnlyList<BareJid> domains, IReadOnlyList<ListenerSettings> listeners, BridgeDirectory? bridged)
    {
        var component = xmpp.Block("component");
        var farms = ReadFarms(xmpp.Block("farms"), domains, listeners, bridged);
        return new ComponentSettings
        {
            Farms = farms,
            Mechanisms = AuthenticationReader.ReadComponentMechanisms(component),
            ReadFarm = (domain, text) => RuntimeFarmReader.Read(
                text, FarmSettings.Of(farms, domain) ?? new FarmSettings { Domain = domain }, bridged),
            NegotiationTimeout = StreamsReader.ReadNegotiationTimeout(component),
            ReadWindow = StreamsReader.ReadWindow(component),
            ResumeTimeout = component.Duration("resume-timeout", TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            MaxStanzaBytes = StreamsReader.ReadStanzaBytes(component),
        };
    }

    private static Dictionary<string, FarmSettings> ReadFarms(
        SettingsBlock farms, IReadOnlyList<BareJid> domains, IReadOnlyList<ListenerSettings> listeners, BridgeDirectory? bridged)
    {
        var isOpen = listeners.Any(listener => listener.Kind == ListenerKind.Component
            && ListenAddress.TryParse(listener.Address, out var address) && !address.IsLoopback);
        var byDomain = new Dictionary<string, FarmSettings>(StringComparer.Ordinal);
        foreach (var block in farms.Names)
        {
            var farm = farms.Block(block);
            var settings = ReadFarm(farm, block, isOpen, bridged);
            foreach (var name in ReadNames(farms, farm, block))
            {
                if (name.IsBelow && settings.Connect is not null)
                    farms.Fault(block, $"{name.Value} stands for any number of domains, and connect is for one", "give it a farm of its own");
                foreach (var domain in name.IsBelow ? [name.Value] : name.Domains(domains.Select(static own => own.Value)))
                {
                    if (domains.Any(own => own.Value == domain))
                        farms.Fault(block, $"the domain {domain} belongs to the server itself", "give the component a domain of its own");
                    else if (!byDomain.TryAdd(domain, settings with { Domain = domain }))
                        farms.Fault(block, $"the domain {domain} is in two farms", "name it in one");
                }
            }
        }

        return byDomain;
    }

    /// <summary>The farm's domains: its key, unless it lists others.</summary>
    private static IEnumerable<FarmName> ReadNames(SettingsBlock farms, SettingsBlock farm, string block)
    {
        var listed = farm.Texts("domains");
        foreach (var (text, origin) in listed.Count > 0 ? listed : [(block, farms.OriginOf(block))])
        {
            if (FarmName.TryParse(text, out var name))
                yield return name;
            else
                farms.Fault(
                    origin,
                    $"'{text}' is no domain",
                    "write a domain name such as \"echo.montague.example\", \"*.montague.example\" or \"echo.*\"");
        }
    }

    private static FarmSettings ReadFarm(SettingsBlock farm, string name, bool isOpen, BridgeDirectory? bridged)
    {
        var secrets = farm.Texts("secrets");
        var certificates = ReadCertificates(farm);
        if (secrets.Count == 0 && certificates.IsEmpty && !farm.Has("connect"))
            farm.Fault(
                "secrets",
                $"the farm {name} has no secret",
                $"write \"{name}\" {{ secrets = [\"…\"] }}; a domain with dots stands in quotes");
        foreach (var (text, origin) in secrets)
        {
            if (text.Length == 0)
            {
                farm.Fault(
                    origin,
                    $"the farm {name} has an empty secret",
                    "write a long random text; openssl rand -hex 24 makes one");
            }
            else if (ScramSecret.IsOne(text) && !ScramSecret.TryRead(text, out _))
            {
                farm.Fault(
                    origin,
                    $"a secret of {name} begins like SCRAM keys and is none",
                    "write SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey (RFC 5803), or the secret itself");
            }
            else if (isOpen && text == ExampleSecret)
            {
                farm.Fault(
                    origin,
                    $"the secret of {name} is the documentation's, and component.listen is open to other machines",
                    $"write a secret of your own, or remove the farm: xmpp.farms.\"{name}\" = null");
            }
        }

        return FarmSettingsReader.Read(farm, name, bridged) with
        {
            Secrets = [.. secrets.Select(secret => secret.Text)],
            Certificates = certificates,
            Written = new WrittenSettings(farm.WriteWithout("secrets", "certificates", "domains")),
        };
    }

    private static CertificateRules ReadCertificates(SettingsBlock farm)
    {
        var fingerprints = ImmutableArray.CreateBuilder<string>();
        var authorities = false;
        foreach (var (text, origin) in farm.Texts("certificates"))
        {
            if (text == "ca")
                authorities = true;
            else if (CertificateRules.TryReadFingerprint(text, out var fingerprint))
                fingerprints.Add(fingerprint);
            else
                farm.Fault(
                    origin,
                    $"'{text}' is neither \"ca\" nor the SHA-256 fingerprint of a certificate",
                    "write what openssl x509 -noout -fingerprint -sha256 prints behind the =");
        }

        return new CertificateRules(fingerprints.ToImmutable(), authorities);
    }
}

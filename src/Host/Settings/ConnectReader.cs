using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components.Dialling;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Dialling.Names;

namespace XmppActors.Host.Settings;

/// <summary><c>connect</c> of a farm: where the router dials its components, and how.</summary>
internal static class ConnectReader
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan DnsInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <param name="bridged">The members of a bridged cluster; null: there is no bridge.</param>
    /// <returns>Null: the farm's components connect by themselves.</returns>
    public static ConnectSettings? Read(SettingsBlock farm, BridgeDirectory? bridged)
    {
        if (!farm.Has("connect")) return null;
        var connect = farm.Block("connect");
        if (ReadSource(connect, farm.PathOf("connect"), bridged) is not { } source) return null;
        var settings = new ConnectSettings { Source = source };
        settings = settings with
        {
            LinksPerEndpoint = connect.Has("links-per-endpoint") ? connect.Number("links-per-endpoint", 1, 16) : settings.LinksPerEndpoint,
            FromNodes = [.. connect.Texts("from-nodes").Select(node => node.Text)],
            Active = connect.Has("active") ? connect.Number("active", 0, 1000) : settings.Active,
            Handshake = connect.Has("handshake")
                ? connect.Choice("handshake", ("connect", ConnectHandshake.Connect), ("reversed", ConnectHandshake.Reversed), ("component", ConnectHandshake.Component))
                : settings.Handshake,
            As = connect.Has("as") ? connect.Text("as") : null,
            Secret = connect.Has("secret") ? connect.Text("secret") : null,
            Tls = connect.Has("tls")
                ? connect.Choice("tls", ("off", TlsMode.None), ("starttls", TlsMode.StartTls), ("direct", TlsMode.Direct))
                : settings.Tls,
            TlsSettings = ReadTls(connect),
            ConnectTimeout = connect.Has("connect-timeout")
                ? connect.Duration("connect-timeout", TimeSpan.FromMilliseconds(100), Minute)
                : settings.ConnectTimeout,
            BackOff = connect.Has("back-off") ? ReadBackOff(connect.Block("back-off")) : settings.BackOff,
        };
        if (settings.Handshake == ConnectHandshake.Component != settings.As is not null || settings.As is { Length: 0 })
            connect.Fault(
                "handshake",
                $"{connect.PathOf("handshake")} = component and {connect.PathOf("as")}, the domain that we are there, go together",
                $"write {connect.PathOf("as")} = \"router.example.org\", or another handshake");
        if (settings is { Handshake: not ConnectHandshake.Connect, Tls: TlsMode.StartTls })
            connect.Fault(
                "tls",
                $"{connect.PathOf("tls")} = starttls goes with handshake = connect only",
                "write tls = direct, or tls = off on a network that nobody else can reach");
        if (settings.Secret is { Length: 0 })
            connect.Fault("secret", $"{connect.PathOf("secret")} is empty", "remove it: the farm's own secrets are used then");
        return settings;
    }

    private static IEndpointSource? ReadSource(SettingsBlock connect, string path, BridgeDirectory? bridged)
    {
        string[] sources = ["endpoints", "srv", "dns", "file"];
        var given = sources.Where(connect.Has).ToList();
        var interval = connect.Has("look-up-interval") ? connect.Duration("look-up-interval", TimeSpan.FromMilliseconds(100), Hour) : (TimeSpan?)null;
        if (given.Count != 1)
        {
            connect.Fault(
                given.Count == 0 ? "endpoints" : given[1],
                $"{path} needs one of {string.Join(", ", sources)}, which say where to connect to, and has {given.Count}",
                $"write {connect.PathOf("endpoints")} = [\"host:5347\"], for example");
        }
        return given.FirstOrDefault() switch
        {
            "endpoints" when connect.Texts("endpoints") is [("bridge", _)] => ReadBridge(connect, bridged),
            "endpoints" => ReadEndpoints(connect),
            "srv" => new ServiceEndpoints(connect.Text("srv"), new DnsResolver(TimeProvider.System), interval ?? DnsInterval),
            "dns" => ReadName(connect, interval ?? DnsInterval),
            "file" => new FileEndpoints(connect.Text("file"), interval ?? FileInterval),
            _ => null,
        };
    }

    private static BridgeEndpoints? ReadBridge(SettingsBlock connect, BridgeDirectory? bridged)
    {
        const int OpenfirePort = 5275;
        var port = connect.Has("port") ? connect.Number("port", 1, ushort.MaxValue) : OpenfirePort;
        if (bridged is null)
            connect.Fault("endpoints", $"{connect.PathOf("endpoints")} = bridge, and there is no bridge", "write xmpp.bridge.hazelcast, or list the endpoints");
        return bridged is null ? null : new BridgeEndpoints(bridged, port);
    }

    private static NamedEndpoints ReadName(SettingsBlock connect, TimeSpan interval)
    {
        if (!DialTarget.TryRead(connect.Text("dns"), out var name, out var port))
            connect.Fault("dns", $"{connect.PathOf("dns")} should be a name and a port", $"write {connect.PathOf("dns")} = \"components.lan:5347\"");
        return new NamedEndpoints(name, port, new DnsResolver(TimeProvider.System), interval);
    }

    private static ListedEndpoints ReadEndpoints(SettingsBlock connect)
    {
        var addresses = connect.Texts("endpoints");
        foreach (var (text, origin) in addresses)
        {
            if (!DialTarget.TryRead(text, out _, out _))
                connect.Fault(origin, $"'{text}' is no place to connect to", "write host:port, 192.0.2.1:5347 or [2001:db8::1]:5347");
        }
        return new ListedEndpoints([.. addresses.Select(address => address.Text)]);
    }

    private static DialTlsSettings ReadTls(SettingsBlock connect) => new()
    {
        VerifiesCertificate = !connect.Has("tls-verify") || connect.Flag("tls-verify"),
        AuthoritiesPath = connect.Has("tls-authorities") ? connect.Text("tls-authorities") : null,
        Name = connect.Has("tls-name") ? connect.Text("tls-name") : null,
    };

    private static BackOffSettings ReadBackOff(SettingsBlock block)
    {
        var settings = new BackOffSettings();
        settings = settings with
        {
            Min = block.Has("min") ? block.Duration("min", TimeSpan.FromMilliseconds(10), Minute) : settings.Min,
            Max = block.Has("max") ? block.Duration("max", TimeSpan.FromMilliseconds(10), Hour) : settings.Max,
            Jitter = block.Has("jitter") ? block.Fraction("jitter") : settings.Jitter,
        };
        if (settings.Max < settings.Min)
            block.Fault("max", $"{block.PathOf("max")} is shorter than the wait that it bounds", $"write a longer one than {block.PathOf("min")}");
        return settings;
    }
}

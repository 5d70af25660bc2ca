using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Host.Accounts;
using XmppActors.Host.Composition;
using XmppActors.Host.Farms;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;
using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.RealClients;

/// <summary>A whole node as operators run it, on free ports of the loopback address and with a folder of its own: localhost, where romeo and
/// juliet have accounts, echo.localhost and irc.localhost for components. What these have read, they have to say: by answers to pings.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    public const string Password = "r0m30myr0m30";
    public const string EchoDomain = "echo.localhost";
    public const string IrcDomain = "irc.localhost";
    public const string Secret = "all the world";

    private readonly string _folder;
    private readonly IRunningNode _node;

    private RealNode(string folder, IRunningNode node) => (_folder, _node) = (folder, node);

    /// <summary>For clients that look whom they speak to: the certificate that the node has made for itself.</summary>
    public string Certificate => Path.Combine(_folder, "self-signed.crt");

    public static async Task<RealNode> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("xmpp-test-").FullName;
        var faults = new List<HoconFault>();
        string[] assignments =
        [
            $"xmpp.storage=sqlite:{folder}/xmpp.db",
            "xmpp.c2s.listen=[\"127.0.0.1:0\"]",
            "xmpp.c2s.direct-tls=[\"127.0.0.1:0\"]",
            "xmpp.c2s.websocket=[\"127.0.0.1:0/xmpp-websocket\"]",
            "xmpp.component.listen=[\"127.0.0.1:0\"]",
            .. new[] { EchoDomain, IrcDomain }.Select(domain => $"xmpp.farms.\"{domain}\"={{secrets=[\"{Secret}\"],ledger.acknowledge=ping}}"),
            "xmpp.admin.listen=\"\"",
        ];
        var settings = NodeSettingsReader.Read(ConfigurationLayers.Load(null, assignments, faults), faults);
        Assert.Empty(faults);
        var node = await NodeComposition.StartAsync(settings!, NullLoggerFactory.Instance, cancellationToken);
        await node.OpenAsync(cancellationToken);
        foreach (var account in (string[])["romeo@localhost", "juliet@localhost"])
            Assert.Equal(AccountOutcome.Done, await node.Accounts.AddAsync(BareJid.Parse(account), Password, cancellationToken));
        return new RealNode(folder, node);
    }

    /// <summary>Host and port of a listener, by the name that the node shows it with; a WebSocket's path too.</summary>
    public string Address(string listener) => _node.Listeners.Single(each => each.Name == listener).Address;

    public string Port(string listener) => Address(listener).Split(':')[1];

    /// <summary>In the node's folder, with which it goes.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <returns>Its path.</returns>
    public string WriteFile(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Waits until a component's instances are so many, and owe nothing.</summary>
    public async Task ExpectInstancesAsync(string domain, int count, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!IsSo((await _node.FarmDesk.InstancesAsync(domain, cancellationToken)).Value)) await pace.WaitForNextTickAsync(cancellationToken);

        bool IsSo(IReadOnlyList<InstanceShown>? all) =>
            all?.Count == count && all.All(static each => each is { State: "ready", Outstanding: 0 });
    }

    public async ValueTask DisposeAsync()
    {
        await _node.StopAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }
}

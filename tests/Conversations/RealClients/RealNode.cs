using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Host.Accounts;
using XmppActors.Host.Composition;
using XmppActors.Host.Running;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;
using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.RealClients;

/// <summary>A whole node as operators run it, on free ports of the loopback address and with a folder of its own: localhost, where romeo and
/// juliet have accounts, and echo.localhost for a component.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    public const string Password = "r0m30myr0m30";
    public const string EchoDomain = "echo.localhost";
    public const string EchoSecret = "all the world";

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
            $"xmpp.farms={{\"{EchoDomain}\":{{secrets=[\"{EchoSecret}\"]}}}}",
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

    public async ValueTask DisposeAsync()
    {
        await _node.StopAsync(CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }
}

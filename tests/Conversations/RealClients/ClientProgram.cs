namespace XmppActors.Conversations.RealClients;

/// <summary>How a client is started, if it is there.</summary>
/// <param name="Missing">What is not there, as a reason to skip; null when nothing is missing.</param>
internal sealed record ClientProgram(string Executable, IReadOnlyList<string> Arguments, string? Missing)
{
    private const string Python = "/usr/bin/python3"; // That of the distribution, whose packages it sees.
    private const string Host = "127.0.0.1";

    private static readonly string Drivers = FindDrivers();

    /// <summary>A client of an account, by the name that tests give it.</summary>
    public static ClientProgram Client(string name, RealNode node, string account) => name switch
    {
        "slixmpp, STARTTLS" => Slixmpp("slixmpp_client.py", account, Host, node.Port("c2s"), "starttls", node.Certificate),
        "slixmpp, direct TLS" => Slixmpp("slixmpp_client.py", account, Host, node.Port("c2s-tls"), "direct", node.Certificate),
        "slixmpp, TLS 1.2" => Slixmpp("slixmpp_client.py", account, Host, node.Port("c2s-tls"), "direct", node.Certificate, "1.2"),
        "profanity, STARTTLS" => Profanity(account, Host, node.Port("c2s"), "starttls"),
        "profanity, direct TLS" => Profanity(account, Host, node.Port("c2s-tls"), "direct"),
        "@xmpp/client, STARTTLS" => JavaScript("@xmpp/client", "xmppjs_client.mjs", account, $"xmpp://{node.Address("c2s")}"),
        "@xmpp/client, direct TLS" => JavaScript("@xmpp/client", "xmppjs_client.mjs", account, $"xmpps://localhost:{node.Port("c2s-tls")}"),
        "@xmpp/client, WebSocket" => JavaScript("@xmpp/client", "xmppjs_client.mjs", account, $"ws://{node.Address("websocket")}"),
        "strophe.js, WebSocket" => JavaScript("strophe.js", "strophe_client.mjs", account, $"ws://{node.Address("websocket")}"),
        "strophe.js, WebSocket with TLS" =>
            JavaScript("strophe.js", "strophe_client.mjs", account, $"wss://localhost:{node.Port("websocket")}"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>A component that answers every message with its own text.</summary>
    /// <param name="names">At most one: the answers then begin with it.</param>
    public static ClientProgram Component(string library, RealNode node, params ReadOnlySpan<string> names) => library switch
    {
        "slixmpp" => Slixmpp("slixmpp_component.py", [RealNode.EchoDomain, Host, node.Port("component"), .. names]),
        "@xmpp/component" =>
            JavaScript("@xmpp/component", "xmppjs_component.mjs", [RealNode.EchoDomain, $"xmpp://{node.Address("component")}", .. names]),
        _ => throw new ArgumentOutOfRangeException(nameof(library), library, null),
    };

    /// <summary>The gateway to IRC, of which no IRC is asked.</summary>
    public static ClientProgram Biboumi(RealNode node) => new("biboumi", [node.WriteFile(
        "biboumi.cfg",
        $"""
        hostname={RealNode.IrcDomain}
        password={RealNode.Secret}
        xmpp_server_ip={Host}
        port={node.Port("component")}
        admin=romeo@localhost
        db_name={node.PathOf("biboumi.db")}
        """)], MissingExecutable("biboumi"));

    /// <summary>go-sendxmpp sends what it reads, or writes what it receives.</summary>
    public static ClientProgram GoSendXmpp(RealNode node, string account, bool isDirect, params ReadOnlySpan<string> arguments) => new(
        "go-sendxmpp",
        [
            .. isDirect ? (string[])["--tls"] : [],
            "--username", account,
            "--password", RealNode.Password,
            "--jserver", $"localhost:{node.Port(isDirect ? "c2s-tls" : "c2s")}",
            .. arguments,
        ],
        MissingExecutable("go-sendxmpp"));

    private static ClientProgram Slixmpp(string driver, params ReadOnlySpan<string> arguments) => new(
        Python,
        [Path.Combine(Drivers, driver), .. arguments],
        MissingExecutable(Python) ?? MissingFile("/usr/lib/python3/dist-packages/slixmpp", "slixmpp (Debian: python3-slixmpp)"));

    private static ClientProgram Profanity(params ReadOnlySpan<string> arguments) => new(
        Python,
        [Path.Combine(Drivers, "profanity.py"), .. arguments],
        MissingExecutable(Python) ?? MissingExecutable("profanity"));

    private static ClientProgram JavaScript(string package, string driver, params ReadOnlySpan<string> arguments) => new(
        "node",
        [Path.Combine(Drivers, driver), .. arguments],
        MissingExecutable("node")
            ?? MissingFile(Path.Combine(Drivers, "node_modules", package), $"{package} (npm install in {Drivers})"));

    private static string? MissingExecutable(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)))
            ? null
            : $"{name} is not installed";

    private static string? MissingFile(string path, string what) => Path.Exists(path) ? null : $"{what} is not installed";

    /// <summary>Beside the sources, where npm installs what they import.</summary>
    private static string FindDrivers()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var drivers = Path.Combine(folder.FullName, "RealClients", "Drivers");
            if (Directory.Exists(drivers))
                return drivers;
        }
        throw new InvalidOperationException("The drivers are beside the sources: run these tests from a build inside the working copy.");
    }
}

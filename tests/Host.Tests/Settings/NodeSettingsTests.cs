using XmppActors.Actors.Components.Dialling;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;
using XmppActors.Transport.Connections;
using XmppActors.Transport.Dialling;

namespace XmppActors.Host.TestsRoom.Settings;

public sealed class NodeSettingsTests : IDisposable
{
    private const string Connect = "xmpp.farms.\"echo.localhost\".connect";

    private readonly string _folder = Directory.CreateTempSubdirectory("settings").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_file_the_defaults_run_a_node()
    {
        var settings = Read(null, out var faults);

        Assert.Empty(faults);
        Assert.NotNull(settings);
        Assert.Equal(["localhost"], settings.Domains.Select(domain => domain.Value));
        Assert.Equal(
            [
                (ListenerKind.C2s, TlsMode.StartTls, "*:5222"),
                (ListenerKind.C2s, TlsMode.Direct, "*:5223"),
                (ListenerKind.WebSocket, TlsMode.DirectOrNone, "*:5280/xmpp-websocket"),
                (ListenerKind.Component, TlsMode.StartTls, "127.0.0.1:5347"),
            ],
            settings.Listeners.Select(l => (l.Kind, l.Tls, l.Address)));
        Assert.Equal("127.0.0.1:9090", settings.Admin.Listen.ToString());
        Assert.Equal(Path.GetFullPath("data"), settings.Data.Directory);
    }

    [Fact]
    public void A_file_overrides_defaults_and_the_command_line_overrides_the_file()
    {
        var settings = Read(
            """
            xmpp {
              domains = ["capulet.example", "Montague.Example"]
              c2s { listen = ["127.0.0.1:0"], proxy-protocol = ["127.0.0.1:0"] }
              log.level = debug
            }
            """,
            out var faults,
            "xmpp.c2s.direct-tls=[]",
            "xmpp.c2s.websocket=127.0.0.1:0/ws",
            "xmpp.log.level=warning");

        Assert.Empty(faults);
        Assert.Equal(["capulet.example", "montague.example"], settings!.Domains.Select(domain => domain.Value));
        Assert.Equal(["127.0.0.1:0", "127.0.0.1:0/ws", "127.0.0.1:5347"], settings.Listeners.Select(l => l.Address));
        Assert.Equal([true, false, false], settings.Listeners.Select(l => l.ProxyProtocol));
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, settings.Log.Level);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_together_each_with_its_line_and_mend()
    {
        Read(
            """
            xmpp {
              domains = ["juliet@capulet.example"]
              c2s {
                lisen = ["*:5222"]
                direct-tls = ["5223"]
                require-tls = perhaps
                max-pending-size = 5 parsecs
              }
              log { level = chatty }
              shutdown-timeout = 3d
              tls { certificate = "/nowhere/chain.pem" }
              storage = "mysql:db"
              admin = 9090
              federation { on = true }
            }
            """,
            out var faults);

        Assert.Equal(
            [
                "2: 'juliet@capulet.example' is no domain; write a domain name such as \"montague.example\"",
                "4: xmpp.c2s.lisen is no key of this server; did you mean xmpp.c2s.listen?",
                "5: '5223' is no address to listen on; write \"*:5222\" or \"127.0.0.1:5222\"; port 0 takes a free one",
                "6: xmpp.c2s.require-tls should be on or off, not 'perhaps'; write xmpp.c2s.require-tls = on, for example",
                "7: xmpp.c2s.max-pending-size should be a size such as 256KiB, not '5 parsecs'; write xmpp.c2s.max-pending-size = 1MiB, for example",
                "9: xmpp.log.level should be one of info, debug, warning, error, trace, not 'chatty'; write xmpp.log.level = info, for example",
                "10: xmpp.shutdown-timeout = 3d is out of range; write a value from 1s to 10m",
                "11: the file '/nowhere/chain.pem' does not exist; mend the path, which is relative to where the server is started",
                "12: xmpp.storage is neither SQLite nor PostgreSQL; write \"sqlite:data/xmpp.db\" or \"postgres://user:password@host/database\"",
                "13: xmpp.admin should be an object, not a plain value; write xmpp.admin { … }",
                "14: xmpp.federation is no key of this server; remove it; hocon/reference.conf lists every key",
            ],
            faults.OrderBy(f => f.Origin.Line).Select(f => $"{f.Origin.Line}: {f.Problem}; {f.Mend}"));
    }

    [Theory]
    [InlineData("xmpp.c2s.listen", "*", "is no address to listen on")]
    [InlineData("xmpp.c2s.listen", "montague.example:5222", "is no address to listen on")]
    [InlineData("xmpp.c2s.listen", "::1:5222", "is no address to listen on")]
    [InlineData("xmpp.c2s.listen", "*:70000", "is no address to listen on")]
    [InlineData("xmpp.c2s.direct-tls", "*:5222", "is taken by xmpp.c2s.listen already")]
    [InlineData(Connect, "{ endpoints = [] , file = x }", "has 2")]
    [InlineData(Connect, "{}", "needs one of endpoints, srv, dns, file")]
    [InlineData(Connect, "{ endpoints = [\"echo.lan\"] }", "is no place to connect to")]
    [InlineData(Connect, "{ dns = \"echo.lan\" }", "should be a name and a port")]
    [InlineData(Connect, "{ endpoints = [\"a:1\"], handshake = reversed, tls = starttls }", "goes with handshake = connect only")]
    [InlineData(Connect, "{ endpoints = [\"a:1\"], back-off { min = 10s, max = 1s } }", "is shorter than the wait that it bounds")]
    [InlineData(Connect, "{ endpoints = [\"a:1\"], back-off { jitter = 2 } }", "is out of range")]
    [InlineData(Connect, "{ endpoints = [\"a:1\"], link-per-endpoint = 2 }", "links-per-endpoint?")]
    [InlineData("xmpp.farms.\"*.lan\"", "{ secrets = [x], connect { endpoints = [\"a:1\"] } }", "stands for any number of domains")]
    [InlineData("xmpp.farms", "{ localhost { secrets = [x] } }", "belongs to the server itself")]
    [InlineData("xmpp.farms.\"echo.localhost\"", "{ secrets = [] }", "has no secret")]
    [InlineData("xmpp.farms.\"echo.localhost\"", "{ secrets = [\"\"] }", "has an empty secret")]
    [InlineData("xmpp.farms.\"echo.localhost\"", "{ secret = x }", "did you mean xmpp.farms.\"echo.localhost\".secrets?")]
    [InlineData("xmpp.farms.echo.localhost.secrets", "[x]", "stands in quotes")]
    [InlineData("xmpp.farms.\"a@b\".secrets", "[x]", "is no domain")]
    [InlineData("xmpp.c2s.listen", "*:5222/path", "has a path")]
    [InlineData("xmpp.c2s.websocket", "*:5280", "has no path")]
    [InlineData("xmpp.c2s.proxy-protocol", "*:1", "is none of the listeners above")]
    [InlineData("xmpp.domains", "[]", "names no domain")]
    [InlineData("xmpp.domains", "[a.example, A.example]", "is named twice")]
    [InlineData("xmpp.storage", "sqlite:", "names no file")]
    [InlineData("xmpp.storage", "postgres://romeo:secret@host/", "names no database")]
    [InlineData("xmpp.storage-options.encryption-key", "abc", "is not 32 bytes in base64")]
    [InlineData("xmpp.authentication.secret", "abc", "is not 32 bytes in base64")]
    [InlineData("xmpp.authentication.mechanisms", "[DIGEST-MD5]", "the mechanism 'DIGEST-MD5' is not known")]
    [InlineData("xmpp.authentication.mechanisms", "[]", "no mechanism is left")]
    [InlineData("xmpp.c2s.max-stanza-size", "9999", "write a value from 10000B to 64MiB")]
    [InlineData("xmpp.stream-management.resume-timeout", "infinite", "is out of range")]
    [InlineData("xmpp.tls.key", "README.md", "does not exist")]
    [InlineData("xmpp.admin.listen", "9090", "is no address to listen on")]
    [InlineData("xmpp.storage", "null", "should be text, not null")]
    public void A_value_that_will_not_do_is_told(string key, string value, string problem)
    {
        Read(null, out var faults, $"{key}={value}");

        Assert.Contains(
            faults, f => f.ToString().Contains(problem, StringComparison.Ordinal) && f.Origin.Source == $"--set {key}");
    }

    [Fact]
    public void What_is_said_of_dialling_is_read()
    {
        var settings = Read(
            null,
            out var faults,
            Connect + "={endpoints=[\"a:1\",\"[::1]:2\"],links-per-endpoint=2,from-nodes=[edge],active=1,handshake=reversed,secret=s,tls=direct,"
                + "tls-name=n,tls-authorities=x,tls-verify=off,connect-timeout=1s,back-off{min=1s,max=2s,jitter=0.5}}");

        Assert.Empty(faults);
        var farm = settings!.Components.Farms["echo.localhost"];
        var connect = farm.Connect!;
        Assert.Equal("a:1, [::1]:2", $"{connect.Source}");
        Assert.Equal((2, 1, 2), (connect.LinksPerEndpoint, connect.Active, farm.Active));
        Assert.Equal(["edge"], connect.FromNodes);
        Assert.Equal((ConnectHandshake.Reversed, "s", TlsMode.Direct), (connect.Handshake, connect.Secret, connect.Tls));
        Assert.Equal(new DialTlsSettings { VerifiesCertificate = false, AuthoritiesPath = "x", Name = "n" }, connect.TlsSettings);
        Assert.Equal(TimeSpan.FromSeconds(1), connect.ConnectTimeout);
        Assert.Equal(new BackOffSettings { Min = TimeSpan.FromSeconds(1), Max = TimeSpan.FromSeconds(2), Jitter = 0.5 }, connect.BackOff);
    }

    [Theory]
    [InlineData("srv=\"_component._tcp.lan\"", "SRV of _component._tcp.lan")]
    [InlineData("dns=\"echo.lan:5347\"", "addresses of echo.lan")]
    [InlineData("file=endpoints", "endpoints")]
    public void Endpoints_are_looked_up_where_it_says(string source, string shown)
    {
        var settings = Read(null, out var faults, $"{Connect}={{{source}}}");

        Assert.Empty(faults);
        Assert.Equal(shown, $"{settings!.Components.Farms["echo.localhost"].Connect!.Source}");
    }

    [Fact]
    public void A_farm_set_to_null_is_gone()
    {
        var settings = Read(null, out var faults, "xmpp.farms.\"echo.localhost\"=null");

        Assert.Empty(faults);
        Assert.Empty(settings!.Components.Farms);
    }

    [Fact]
    public void A_secret_that_everybody_knows_is_refused_beyond_loopback()
    {
        Read(null, out var faults, "xmpp.component.listen=*:5347");

        Assert.StartsWith(
            "the secret of echo.localhost is the documentation's",
            Assert.Single(faults).Problem,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]:5222", true)]
    [InlineData("127.0.0.1:5222", true)]
    [InlineData("localhost:5222", true)]
    [InlineData("*:5222", false)]
    [InlineData("192.0.2.1:5222", false)]
    public void An_address_knows_whether_it_is_reached_from_this_machine_only(string text, bool expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.IsLoopback);
    }

    [Theory]
    [InlineData("xmpp.farms { \"echo.localhost\" = \"s3cr3t\" }")]
    [InlineData("xmpp.farms { \"echo.localhost\" { secrets = [s3cr3t!s3cr3t] } }")]
    [InlineData("xmpp.farms { \"echo.localhost\" { secrets = [{ a = s3cr3t }] } }")]
    [InlineData("xmpp.farms { \"echo.localhost\" { secret = s3cr3t } }")]
    [InlineData("xmpp.storage = postgres://romeo:s3cr3t@host/database")]
    [InlineData("xmpp.storage = \"mysql://romeo:s3cr3t@host/database\"")]
    [InlineData("xmpp.storage = \"postgres://romeo:s3cr3t@host/\"")]
    [InlineData("xmpp.tls.key-password = [s3cr3t]")]
    [InlineData("xmpp.authentication.secret = s3cr3t")]
    [InlineData("xmpp.storage-options.encryption-key = s3cr3t")]
    public void A_fault_does_not_repeat_a_secret(string text)
    {
        Read(text, out var faults);

        Assert.NotEmpty(faults);
        Assert.DoesNotContain(faults, fault => fault.ToString().Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault()
    {
        var faults = new List<HoconFault>();
        ConfigurationLayers.Load("/nowhere/my.conf", [], faults);

        Assert.Equal(
            "/nowhere/my.conf: the file does not exist; name a readable HOCON file with --config",
            Assert.Single(faults).ToString());
    }

    [Fact]
    public void An_assignment_without_equals_is_a_fault()
    {
        Read(null, out var faults, "xmpp.domains");

        Assert.Equal("--set: 'xmpp.domains' assigns nothing; write --set key=value", Assert.Single(faults).ToString());
    }

    private NodeSettings? Read(string? text, out List<HoconFault> faults, params string[] assignments)
    {
        string? file = null;
        if (text is not null)
        {
            file = Path.Combine(_folder, "node.conf");
            File.WriteAllText(file, text);
        }

        faults = [];
        return NodeSettingsReader.Read(ConfigurationLayers.Load(file, assignments, faults, _ => null), faults);
    }
}

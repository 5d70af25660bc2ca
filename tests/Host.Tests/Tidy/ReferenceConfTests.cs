using XmppActors.Actors.Accounts;
using XmppActors.Actors.Components;
using XmppActors.Actors.Registration;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>hocon/reference.conf tells the whole truth: every key, read and documented, with the default that the rooms
/// have.</summary>
public class ReferenceConfTests
{
    private static readonly HoconDocument Reference = HoconDocument.Load([ConfigurationLayers.Reference]);

    /// <summary>Keys below a name that the operator chooses: they have no default, but a comment.</summary>
    private const string Chosen = "xmpp.farms.";

    [Fact]
    public void Every_documented_key_is_read()
    {
        var documented = Leaves(Reference.Root, HoconPath.Root).Select(path => path.ToString());

        Assert.Empty(documented.Except(ReadPaths()));
    }

    [Fact]
    public void Every_key_that_is_read_is_documented()
    {
        var documented = Leaves(Reference.Root, HoconPath.Root).Select(path => path.ToString());

        Assert.Empty(ReadPaths().Where(path => !path.StartsWith(Chosen, StringComparison.Ordinal)).Except(documented));
    }

    [Fact]
    public void Every_key_below_a_chosen_name_is_described_in_a_comment()
    {
        var text = ConfigurationLayers.Reference.Text;
        var keys = ReadPaths()
            .Where(path => path.StartsWith(Chosen, StringComparison.Ordinal))
            .Select(path => HoconPath.Parse(path).Keys[^1]);

        Assert.All(keys.Distinct(), key => Assert.Matches($@"#.*\b{key}\b", text));
    }

    [Fact]
    public void Every_key_has_a_comment_above_it()
    {
        var lines = ConfigurationLayers.Reference.Text.Split('\n').Select(line => line.Trim()).ToList();
        var bare = lines.Where((line, index) => line.Contains(" = ", StringComparison.Ordinal)
            && !line.StartsWith('#') && !lines[index - 1].StartsWith('#'));

        Assert.Empty(bare);
    }

    [Fact]
    public void The_defaults_are_those_of_the_rooms()
    {
        var faults = new List<HoconFault>();
        var settings = NodeSettingsReader.Read(Reference, faults)!;
        Assert.Empty(faults);

        Assert.Equal(AccountSettings.Default, settings.Accounts);
        Assert.Equal(RegistrationSettings.Default, settings.Registration);
        Assert.Equal(new StreamManagementSettings(), settings.Streams.StreamManagement);
        Assert.Equal(new StreamLimits(), settings.Streams.BoundLimits);
        Assert.Equal(new StorageSettings(), settings.Data.Options);
        Assert.Equal(new LoginThrottleSettings(), settings.Authentication.Throttle);
        var sasl = new SaslSettings { UnknownAccountSecret = default };
        Assert.Equal(sasl, settings.Authentication.Sasl with { Mechanisms = sasl.Mechanisms });
        Assert.Equal(sasl.Mechanisms, settings.Authentication.Sasl.Mechanisms);
        var streams = settings.Streams;
        var roomStreams = new StreamSettings { Domains = streams.Domains, DefaultDomain = "localhost" };
        Assert.Equal(roomStreams with { StreamManagement = streams.StreamManagement }, streams);
        var components = settings.Components;
        var roomComponents = new ComponentSettings { Farms = components.Farms, ReadFarm = components.ReadFarm };
        Assert.Equal(roomComponents with { Mechanisms = components.Mechanisms }, components);
        Assert.Equal(roomComponents.Mechanisms.Order(), components.Mechanisms.Order());
    }

    [Fact]
    public void The_example_node_is_good()
    {
        var faults = new List<HoconFault>();

        Assert.NotNull(NodeSettingsReader.Read(ConfigurationLayers.Load(null, [], faults), faults));
    }

    /// <summary>With the example's farm, so that the keys of a farm are read too.</summary>
    private static IEnumerable<string> ReadPaths()
    {
        var faults = new List<HoconFault>();
        NodeSettingsReader.Read(ConfigurationLayers.Load(null, [], faults), faults, out var read);
        return read.Select(path => path.ToString());
    }

    private static IEnumerable<HoconPath> Leaves(HoconObject fields, HoconPath at) => fields.Fields.SelectMany(field =>
        field.Value is HoconObject { Fields.Count: > 0 } inner ? Leaves(inner, at.Then(field.Key))
        : field.Value is HoconObject ? []
        : (IEnumerable<HoconPath>)[at.Then(field.Key)]);
}

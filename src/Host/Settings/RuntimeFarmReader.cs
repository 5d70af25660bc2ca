using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;

namespace XmppActors.Host.Settings;

/// <summary>Settings that a farm is given at run time: the text of a block in <c>xmpp.farms</c>, without names and secrets.</summary>
internal static class RuntimeFarmReader
{
    /// <summary>Stands in messages for the farm.</summary>
    private const string Block = "farm";

    /// <param name="text">HOCON. Environment variables and other files are out of its reach.</param>
    /// <param name="configured">What the configuration says: it holds for keys that are not written.</param>
    /// <param name="bridged">The members of a bridged cluster; null: there is no bridge.</param>
    /// <exception cref="FormatException">Tells all faults.</exception>
    public static FarmSettings Read(string text, FarmSettings configured, BridgeDirectory? bridged)
    {
        var faults = new List<HoconFault>();
        var document = HoconDocument.Load([Layer("configuration", configured.Written.Text), Layer("settings", text)], static _ => null);
        faults.AddRange(document.Faults);
        var collected = new SettingsFaults(HoconDocument.Load([ConfigurationLayers.Reference]).Root, faults);
        var root = SettingsBlock.Root(document.Root, collected);
        var settings = FarmSettingsReader.Read(root.Block(Block), configured.Domain, bridged);
        foreach (var other in root.Names.Where(static name => name != Block)) root.Fault(other, $"'{other}' stands outside", "close no brace that is not open");
        if (HoconDocument.Load([Layer("settings", text)], static _ => null).Root.TryFind(HoconPath.Of(Block).Then("connect").Then("secret"), out var secret))
            root.Fault(secret.Origin, "a secret would be kept in the clear", "add it by farm secret add");
        collected.TellUnknownKeys(document.Root, Block);
        if (faults.Count > 0) throw new FormatException(string.Join("; ", faults.Select(static fault => $"{fault.Problem} ({fault.Mend})")));
        return settings with { Secrets = configured.Secrets, Certificates = configured.Certificates, Written = configured.Written };
    }

    private static HoconSource Layer(string name, string text) => HoconSource.FromText(name, $"{Block} {{\n{text}\n}}");
}

using System.CommandLine;
using XmppActors.Host.Settings;

namespace XmppActors.Host.CommandLine;

/// <summary><c>config check</c> tells all faults without starting a node; <c>config show</c> prints every key there
/// is.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommonOptions common, Terminal terminal)
    {
        var check = new Command("check", "Tells every fault of the configuration, without starting a node.");
        check.SetAction(line =>
        {
            if (common.Read(line, terminal.Error) is null)
                return ExitCode.Usage;
            terminal.Output.WriteLine("the configuration is good");
            return ExitCode.Done;
        });

        var show = new Command("show", "Prints the documented defaults of every key: a file to start from.");
        show.SetAction(_ => terminal.Output.Write(ConfigurationLayers.Reference.Text));
        return new Command("config", "Checks a configuration, or shows the defaults.") { check, show };
    }
}

using System.Reflection;
using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>What an operator does next, with the names and ports of the node that just started.</summary>
/// <param name="options">The options that commands need to mean this node.</param>
internal sealed class NextSteps(NodeSettings settings, string options)
{
    public static string Version { get; } = $"XmppActors {Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)}";

    public void WriteTo(TextWriter output, IReadOnlyList<ShownListener> listeners)
    {
        var domain = settings.Domains[0].Value;
        var account = $"romeo@{domain}";
        output.WriteLine($"  add an account       {Invocation()}{options} account add {account}");
        if (Find(listeners, "c2s") is { } c2s)
        {
            var host = c2s.Replace("*", domain, StringComparison.Ordinal);
            output.WriteLine($"  connect a client     {account}, at {host}{Certificate()}");
        }

        var farm = settings.Components.Farms.Keys.FirstOrDefault();
        if (Find(listeners, "component") is { } component)
        {
            output.WriteLine(farm is null
                ? $"  connect a component  at {component}, after {Invocation()}{options} farm secret add echo.{domain}"
                : $"  connect a component  {farm}, at {component}, with a secret from xmpp.farms");
        }

        if (Find(listeners, "admin") is { } admin)
            output.WriteLine($"  watch                http://{admin}/metrics and http://{admin}/health/ready");
    }

    private static string? Find(IReadOnlyList<ShownListener> listeners, string name) =>
        listeners.FirstOrDefault(listener => listener.Name == name)?.Address;

    private string Certificate()
    {
        if (settings.Tls.CertificatePath is not null)
            return "";
        var file = Path.Combine(settings.Data.Directory, "self-signed.crt");
        return $" (its certificate is self-signed: {Path.GetRelativePath(Environment.CurrentDirectory, file)})";
    }

    /// <summary>How this very process was started, as far as it can be told.</summary>
    private static string Invocation()
    {
        var directory = AppContext.BaseDirectory;
        var project = directory.IndexOf("/src/Host/bin/", StringComparison.Ordinal);
        if (project < 0)
            return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? $"dotnet {Path.Combine(directory, "XmppActors.Host.dll")}"
                : Environment.ProcessPath ?? "XmppActors.Host";
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, directory[..project] + "/src/Host");
        return $"dotnet run -c Release --project {relative} --";
    }
}

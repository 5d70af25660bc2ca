using XmppActors.Host.Settings;

namespace XmppActors.Host.Running;

/// <summary>Tells commands on the same machine where the running node's admin listener is: a file beside its token,
/// there while the node runs.</summary>
internal static class AdminUrlFile
{
    public static string PathFor(NodeSettings settings) =>
        Path.Combine(Path.GetDirectoryName(settings.Admin.TokenFile)!, "admin.url");

    public static void Write(NodeSettings settings, ListenAddress address)
    {
        var host = address.Host switch
        {
            "*" or "localhost" or "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var other => other,
        };
        File.WriteAllText(PathFor(settings), $"http://{host}:{address.Port}/\n");
    }

    public static void Remove(NodeSettings settings) => File.Delete(PathFor(settings));

    /// <summary>Null: no node runs with this data directory, or it has no admin listener.</summary>
    public static Uri? Read(NodeSettings settings)
    {
        var path = PathFor(settings);
        return File.Exists(path) && Uri.TryCreate(File.ReadAllText(path).Trim(), UriKind.Absolute, out var url)
            ? url
            : null;
    }
}

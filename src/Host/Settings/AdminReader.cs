namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.admin</c>.</summary>
internal static class AdminReader
{
    public static AdminSettings Read(SettingsBlock admin, DataSettings data)
    {
        var listen = admin.Text("listen");
        if (listen.Length > 0 && (!ListenAddress.TryParse(listen, out var address) || address.Path.Length > 0))
            admin.Fault("listen", $"'{listen}' is no address to listen on", "write \"127.0.0.1:9090\", or \"\" for no admin listener");

        var token = admin.Text("token-file");
        return new AdminSettings
        {
            Listen = listen,
            TokenFile = token.Length > 0 ? Path.GetFullPath(token) : Path.Combine(data.Directory, "admin.token"),
        };
    }
}

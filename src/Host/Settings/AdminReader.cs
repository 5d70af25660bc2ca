namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.admin</c>.</summary>
internal static class AdminReader
{
    public static AdminSettings Read(SettingsBlock admin, DataSettings data)
    {
        ListenAddress? listen = null;
        var text = admin.Text("listen");
        if (ListenAddress.TryParse(text, out var address) && address.Path.Length == 0)
            listen = address;
        else if (text.Length > 0)
            admin.Fault(
                "listen",
                $"'{text}' is no address to listen on",
                "write \"127.0.0.1:9090\", or \"\" for no admin listener");

        var token = admin.Text("token-file");
        return new AdminSettings
        {
            Listen = listen,
            TokenFile = token.Length > 0 ? Path.GetFullPath(token) : Path.Combine(data.Directory, "admin.token"),
        };
    }
}

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.log</c>.</summary>
internal static class LogReader
{
    public static LogSettings Read(SettingsBlock log) => new()
    {
        Level = log.Choice(
            "level",
            ("info", LogLevel.Information),
            ("debug", LogLevel.Debug),
            ("warning", LogLevel.Warning),
            ("error", LogLevel.Error),
            ("trace", LogLevel.Trace)),
        Json = log.Choice("format", ("text", false), ("json", true)),
    };
}

using XmppActors.Actors.Components.Events;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.farm-events</c>.</summary>
internal static class FarmEventsReader
{
    /// <returns>Null: nobody is told.</returns>
    public static WebhookSettings? Read(SettingsBlock events)
    {
        var webhook = events.Block("webhook");
        var text = webhook.Text("url");
        if (text.Length > 0 && !IsUrl(text))
            webhook.Fault("url", $"'{text}' is no URL to post to", "write \"https://host/path\", or \"\" for none");
        var settings = new WebhookSettings
        {
            Url = IsUrl(text) ? text : "",
            Secret = webhook.Text("secret"),
            Timeout = webhook.Duration("timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            Events = new FarmEventSettings { Retries = webhook.Number("retries", 0, 100), Queue = webhook.Number("queue", 1, 100_000) },
        };
        return settings.Url.Length > 0 ? settings : null;
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);
}

/// <summary>Where what happens to farms is posted.</summary>
internal sealed record WebhookSettings
{
    public required string Url { get; init; }

    /// <summary>Signs what is posted; empty: nothing does.</summary>
    public required string Secret { get; init; }

    /// <summary>Longest wait for an answer.</summary>
    public required TimeSpan Timeout { get; init; }

    public required FarmEventSettings Events { get; init; }

    /// <summary>Without the secret: records get into messages.</summary>
    public override string ToString() => $"webhook {Url}";
}

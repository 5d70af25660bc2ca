using XmppActors.Actors.Components.Availability;

namespace XmppActors.Host.Settings;

/// <summary>What a farm's block says of how clients see it.</summary>
internal static class AvailabilityReader
{
    public static AvailabilitySettings Read(SettingsBlock farm) => new()
    {
        Presence = farm.Has("presence")
            ? farm.Choice("presence", ("component", PresenceSource.Component), ("router", PresenceSource.Router))
            : PresenceSource.Component,
        Watchers = farm.Has("watchers") ? ReadWatchers(farm, "watchers") : null,
        InstanceWatchers = farm.Has("instance-watchers") ? ReadWatchers(farm, "instance-watchers") : WatcherList.Nobody,
        IsHidden = farm.Has("hidden") && farm.Flag("hidden"),
    };

    private static WatcherList ReadWatchers(SettingsBlock farm, string key)
    {
        var entries = farm.Texts(key);
        if (WatcherList.TryParse(entries.Select(entry => entry.Text), out var list, out var mistake))
            return list;
        farm.Fault(
            entries.First(entry => entry.Text == mistake).Origin,
            $"'{mistake}' is nobody who could watch",
            "write \"*\" for everybody, a domain, or an address such as \"juliet@capulet.example\"");
        return WatcherList.Nobody;
    }
}

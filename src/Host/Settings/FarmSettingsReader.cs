using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;

namespace XmppActors.Host.Settings;

/// <summary>What a farm's block says beside its names and credentials: all that may also be said at run time.</summary>
internal static class FarmSettingsReader
{
    /// <param name="bridged">The members of a bridged cluster; null: there is no bridge.</param>
    public static FarmSettings Read(SettingsBlock farm, string name, BridgeDirectory? bridged)
    {
        var settings = new FarmSettings
        {
            Domain = name,
            Health = FarmHealthReader.Read(farm),
            Rules = FarmRulesReader.Read(farm),
            Availability = AvailabilityReader.Read(farm),
            Connect = ConnectReader.Read(farm, bridged),
        };
        if (farm.Has("max-instances")) settings = settings with { MaxInstances = farm.Number("max-instances", 1, 1000) };
        if (farm.Has("active")) settings = settings with { Active = farm.Number("active", 0, 1000) };
        else if (settings.Connect is { Active: > 0 } connect) settings = settings with { Active = connect.Active * connect.LinksPerEndpoint };
        return LedgerReader.Read(farm, settings);
    }
}

using System.Runtime.InteropServices;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Components.Health;

/// <summary>What is given when something happens to a farm's instances.</summary>
/// <param name="Settings">Those in force.</param>
/// <param name="Memory">What operators have said at run time.</param>
/// <param name="Now">On the farm's own clock, which only goes forward.</param>
/// <param name="Utc">The same, for people.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FarmMoment(FarmSettings Settings, FarmMemory Memory, TimeSpan Now, DateTimeOffset Utc)
{
    public HealthSettings Health => Settings.Health;

    /// <summary>How long a key has to be quiet to leave a drained instance; where no key decides, stanzas go elsewhere at once.</summary>
    public TimeSpan QuietOfKeys => FarmPolicies.HasKey(Settings.Rules.Policy) ? Settings.Rules.DrainIdle : TimeSpan.Zero;
}

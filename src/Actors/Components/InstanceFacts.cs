using System.Runtime.InteropServices;

namespace XmppActors.Actors.Components;

/// <summary>What an instance's stream knows of its component's health.</summary>
/// <param name="Outstanding">Stanzas for it that it has not acknowledged, written or not.</param>
/// <param name="OldestUnacknowledged">For how long the oldest of those that were written has waited; zero when there is none.</param>
/// <param name="Acknowledged">Stanzas acknowledged since the link was made.</param>
/// <param name="Requests">Iq requests written since the link was made.</param>
/// <param name="Errors">Stanza errors among its answers since the link was made.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InstanceFacts(
    int Outstanding, TimeSpan OldestUnacknowledged, long Acknowledged, long Requests, long Errors)
{
    /// <summary>Replayed to others, and answered with an error instead, since the link was made.</summary>
    public long Replayed { get; init; }

    public long Bounced { get; init; }
}

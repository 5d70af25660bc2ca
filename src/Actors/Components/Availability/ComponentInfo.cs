namespace XmppActors.Actors.Components.Availability;

/// <summary>What a farm's components have last answered about themselves (XEP-0030).</summary>
/// <param name="Query">The <c>query</c> element of <c>disco#info</c>, as text.</param>
/// <param name="At">When they said so.</param>
internal sealed record ComponentInfo(string Query, DateTimeOffset At)
{
    /// <summary>Longest answer that is remembered, in characters.</summary>
    public const int MaxLength = 16 * 1024;
}

using System.Collections.Immutable;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What the entity that shows a farm must not forget. Immutable.</summary>
internal sealed record AvailabilityState
{
    public static AvailabilityState Empty { get; } = new();

    /// <summary>What watchers were told last.</summary>
    public FarmReport Published { get; init; } = FarmReport.Empty;

    /// <summary>Since when the farm is in this condition; null: since ever.</summary>
    public DateTimeOffset? ConditionSince { get; init; }

    /// <summary>Who receives presence.</summary>
    public ImmutableHashSet<BareJid> Subscribers { get; init; } = [];

    public AvailabilityState With(IAvailabilityEvent happened) => happened switch
    {
        PresenceSubscribed subscribed => this with { Subscribers = Subscribers.Add(subscribed.Watcher) },
        PresenceUnsubscribed unsubscribed => this with { Subscribers = Subscribers.Remove(unsubscribed.Watcher) },
        HealthPublished published => this with
        {
            Published = published.Report,
            ConditionSince = published.Report.Health.Condition == Published.Health.Condition ? ConditionSince : published.At,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not of a farm's availability."),
    };
}

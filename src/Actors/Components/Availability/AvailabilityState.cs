using System.Collections.Immutable;
using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What the entity that shows a farm must not forget. Immutable; also what its snapshots hold.</summary>
internal sealed record AvailabilityState : IClusterMessage
{
    public static readonly AvailabilityState Empty = new();

    /// <summary>What watchers were told last.</summary>
    public ShownFarm Published { get; init; } = ShownFarm.Empty;

    /// <summary>When the farm came into its condition; null: nothing was published yet.</summary>
    public DateTimeOffset? ConditionSince { get; init; }

    /// <summary>Nobody is there to serve because the last ones were drained, or are.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Who receives presence.</summary>
    public ImmutableHashSet<BareJid> Subscribers { get; init; } = [];

    /// <summary>Who receives what is published at the farm's node; each address once for each service.</summary>
    public ImmutableArray<NodeSubscription> NodeSubscriptions { get; init; } = [];

    /// <summary>What the components say of themselves; null: none has answered yet.</summary>
    public ComponentInfo? Info { get; init; }

    public AvailabilityState With(IAvailabilityEvent happened) => happened switch
    {
        PresenceSubscribed subscribed => this with { Subscribers = Subscribers.Add(subscribed.Watcher) },
        PresenceUnsubscribed unsubscribed => this with { Subscribers = Subscribers.Remove(unsubscribed.Watcher) },
        HealthPublished published => With(published),
        NodeSubscribed { Subscription: var added } => this with
        {
            NodeSubscriptions = Without(added.Service, added.Subscriber).Add(added),
        },
        NodeUnsubscribed removed => this with { NodeSubscriptions = Without(removed.Service, removed.Subscriber) },
        InfoLearned learned => this with { Info = learned.Info },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not of a farm's availability."),
    };

    /// <summary>The subscription of this address at this service, if there is one.</summary>
    public NodeSubscription? FindSubscription(string service, Jid subscriber)
    {
        foreach (var subscription in NodeSubscriptions)
        {
            if (subscription.Service == service && subscription.Subscriber == subscriber) return subscription;
        }

        return null;
    }

    private AvailabilityState With(HealthPublished published)
    {
        var (before, next) = (Published.Health.Condition, published.Farm.Health.Condition);
        return this with
        {
            Published = published.Farm,
            ConditionSince = ConditionSince is not null && next == before ? ConditionSince : published.At,
            IsPlanned = next switch
            {
                FarmCondition.Draining => true,
                FarmCondition.Unavailable => before == FarmCondition.Draining || (before == FarmCondition.Unavailable && IsPlanned),
                _ => false,
            },
        };
    }

    private ImmutableArray<NodeSubscription> Without(string service, Jid subscriber) =>
        FindSubscription(service, subscriber) is { } known ? NodeSubscriptions.Remove(known) : NodeSubscriptions;
}

using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage;
using XmppActors.Actors.Streams.Authentication;
using XmppActors.Actors.Streams.Features;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams;

/// <summary>What clients' streams work with; one for the node.</summary>
internal sealed record StreamServices
{
    public required StreamSettings Settings { get; init; }

    /// <summary>The shard region of accounts.</summary>
    public required IActorRef Accounts { get; init; }

    /// <summary>This node's <see cref="Streams.BoundStreams"/>.</summary>
    public required IActorRef BoundStreams { get; init; }

    public required IStanzaRouter Router { get; init; }

    public required StanzaCounters Counters { get; init; }

    /// <summary>This node's view of the others.</summary>
    public ClusterView Cluster { get; init; } = new();

    public required IAccountStore AccountStore { get; init; }

    public required SaslServer Sasl { get; init; }

    public required LoginThrottle Throttle { get; init; }

    public required CredentialWork CredentialWork { get; init; }

    public required StreamFeatures Features { get; init; }

    /// <summary>Makes accounts for strangers; null where they may not have any.</summary>
    public IActorRef? Registrar { get; init; }

    /// <summary>Which order a stanza to another domain is in; null: none.</summary>
    public Func<Stanza, string?> OrderElsewhere { get; init; } = static stanza => stanza.To!.Domainpart;

    /// <summary>See <see cref="Settlement.DestinationOf"/>.</summary>
    public string? DestinationOf(Stanza stanza) => Settlement.DestinationOf(stanza, Settings.Domains.Contains, OrderElsewhere);

    /// <summary>See <see cref="Settlement.IsForOthers"/>.</summary>
    public bool IsForOthers(Stanza stanza) => Settlement.IsForOthers(stanza, Settings.Domains.Contains);

    /// <summary>The features that every node has; those of other rooms are added to them.</summary>
    public static IReadOnlyList<IStreamFeature> StandardFeatures(StreamSettings settings, SaslServer sasl)
    {
        List<IStreamFeature> features =
        [
            new StartTlsFeature(settings.RequireTls),
            new SaslFeature(sasl, settings.RequireTls),
            new SaslChannelBindingFeature(sasl, settings.RequireTls),
            BoundStageFeature.Bind,
            BoundStageFeature.Session,
            BoundStageFeature.RosterVersioning,
            BoundStageFeature.SubscriptionPreApproval,
        ];
        if (settings.StreamManagement is not null) features.Add(BoundStageFeature.StreamManagement);
        return features;
    }
}

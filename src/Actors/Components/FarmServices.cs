using XmppActors.Actors.Storage;

namespace XmppActors.Actors.Components;

/// <summary>What every farm's entity works with.</summary>
/// <param name="Book">What the configuration says of farms.</param>
/// <param name="Secrets">From which a revoked secret is removed.</param>
internal sealed record FarmServices(FarmBook Book, IFarmSecretStore Secrets, TimeProvider Time)
{
    /// <summary>The server's own domains: no farm can be given them.</summary>
    public IReadOnlySet<string> Domains { get; init; } = new HashSet<string>();

    /// <summary>Leads to the <see cref="Administration.FarmCatalogue"/>: the region itself.</summary>
    public IActorRef Catalogue { get; init; } = ActorRefs.Nobody;
}

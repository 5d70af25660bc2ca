using System.Collections.Frozen;
using XmppActors.Actors.Components.Availability.Pubsub;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Which stanzas for a farm are answered by whoever shows it to clients, and not by one of its instances.</summary>
/// <remarks>Node-local and thread-safe: the router asks it for stanzas to a farm's bare domain.</remarks>
internal sealed class AvailabilityRoutes(FarmDirectory farms, FrozenSet<string> pubsubDomains)
{
    private PubsubService? _pubsub;

    /// <summary>The region of <see cref="FarmAvailability"/>.</summary>
    public IActorRef Region { get; private set; } = ActorRefs.Nobody;

    /// <summary>Where the pubsub service is, as far as no farm has taken its place.</summary>
    public IEnumerable<string> ServiceDomains => pubsubDomains.Where(domain => !farms.TryFind(domain, out _));

    /// <summary>Starts who is routed to, which needs the router itself; before the first stanza.</summary>
    public void Start(ActorSystem system, AvailabilityServices services)
    {
        Region = AvailabilityRegion.Start(system, services);
        _pubsub = new PubsubService(system, Region, farms, services.Router, services.Counters);
        system.ActorOf(Props.Create(() => new AvailabilityKeeper(Region, farms)), "availability-keeper");
    }

    /// <summary>What everybody may know of farms that are out, as the document of XEP-0455.</summary>
    /// <exception cref="AskTimeoutException">A farm's entity did not answer within the patience.</exception>
    public async Task<string> DescribeOutageAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var questions = farms.Views
            .Where(view => view.IsListed && view.Settings.Availability.WatchersOrDefault.IsEverybody)
            .Select(view => Region.Ask<AvailabilityShown>(new ShowAvailability(view.Domain), patience, cancellationToken))
            .ToList();
        return OutageStatus.ToJson(await Task.WhenAll(questions));
    }

    /// <summary>Takes what is for the pubsub service.</summary>
    /// <param name="stanza">For a domain that is neither a served one nor a farm's.</param>
    /// <param name="origin">Who routes it.</param>
    /// <returns>False: it is for somebody else.</returns>
    public bool TryTakeForService(Stanza stanza, IActorRef origin)
    {
        if (_pubsub is null || !pubsubDomains.Contains(stanza.To!.Domainpart)) return false;
        _pubsub.Handle(stanza, origin);
        return true;
    }

    /// <summary>Takes what is for a farm whose presence is the router's: presence for its bare domain, and questions about what that presence
    /// says of capabilities.</summary>
    /// <param name="stanza">For a farm's bare domain.</param>
    /// <param name="farm">The farm of that domain.</param>
    /// <param name="origin">Who routes it.</param>
    /// <returns>False: the stanza is the component's.</returns>
    public bool TryTake(Stanza stanza, FarmView farm, IActorRef origin)
    {
        if (farm.Settings.Availability.Presence != PresenceSource.Router) return false;
        if (stanza.Kind != StanzaKind.Presence && !IsAboutCapabilities(stanza)) return false;
        Tell(farm.Domain, stanza, origin);
        return true;
    }

    /// <summary>Takes the question what a farm is while none of its instances can answer.</summary>
    /// <remarks>It is in no order with what is for the component: that may be held, and comes later.</remarks>
    /// <returns>False: nobody else can answer it.</returns>
    /// <inheritdoc cref="TryTake"/>
    public bool TryTakeUnanswered(Stanza stanza, FarmView farm, IActorRef origin)
    {
        if (!IsInfoRequest(stanza)) return false;
        Tell(farm.Domain, stanza.WithOrigin(stanza.Origin with { Gap = 0 }), origin);
        return true;
    }

    /// <summary>Takes a component's answer to a question about itself.</summary>
    /// <param name="stanza">An iq of type result or error for the server.</param>
    /// <param name="origin">Who routes it.</param>
    /// <returns>False: it is no such answer.</returns>
    public bool TryTakeAnswer(Stanza stanza, IActorRef origin)
    {
        if (stanza.To!.Resourcepart != FarmAvailability.InfoResource || stanza.From is not { IsDomain: true } from) return false;
        if (!farms.TryFind(from.Domainpart, out var farm) || farm.Domain != from.Domainpart) return false;
        Tell(from.Domainpart, stanza, origin);
        return true;
    }

    /// <summary>Whether somebody asks what the addressee is (XEP-0030): all that <see cref="TryTakeUnanswered"/> takes.</summary>
    public static bool IsInfoRequest(Stanza stanza) =>
        stanza is { Kind: StanzaKind.Iq, Type: StanzaType.Get } && stanza.PayloadName == ServiceDiscovery.Info;

    private static bool IsAboutCapabilities(Stanza stanza) =>
        IsInfoRequest(stanza) && stanza.FirstChild()?.Attribute("node")?.Value is { } node && Capabilities.IsNode(node);

    private void Tell(string domain, Stanza stanza, IActorRef origin) => Region.Tell(new AvailabilityStanza(domain, stanza), origin);
}

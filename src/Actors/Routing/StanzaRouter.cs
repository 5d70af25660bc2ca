using System.Collections.Frozen;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Instances;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Routing;

/// <summary>The node's router: own domains to accounts and to the server itself, farms' domains to instances, all others back.</summary>
internal sealed class StanzaRouter(
    FrozenSet<string> domains,
    FarmDirectory farms,
    StanzaCounters counters) : IStanzaRouter
{
    private IServerStanzas _server = null!;

    /// <summary>The shard region of accounts.</summary>
    public IActorRef Accounts { get; private set; } = ActorRefs.Nobody;

    /// <summary>What is answered for farms and not by them. Null: nothing.</summary>
    public AvailabilityRoutes? Availability { get; init; }

    /// <summary>The node's <see cref="HeldStanzas"/>, which needs the router itself; before the first stanza for a farm.</summary>
    public IActorRef Held { get; set; } = ActorRefs.Nobody;

    /// <summary>Names the destinations, which need the router themselves; before the first stanza.</summary>
    public void Connect(IActorRef accounts, IServerStanzas server) => (Accounts, _server) = (accounts, server);

    /// <inheritdoc/>
    public void Route(Stanza stanza, IActorRef origin)
    {
        var to = stanza.To!;
        if (domains.Contains(to.Domainpart))
        {
            if (to.Localpart is not null)
                Accounts.Tell(stanza, origin);
            else
                _server.Handle(stanza, origin);
        }
        else if (farms.TryFind(to.Domainpart, out var farm))
        {
            RouteToFarm(stanza, farm, origin);
        }
        else if (Availability?.TryTakeForService(stanza, origin) != true)
        {
            Bounce(stanza, StanzaErrorCondition.RemoteServerNotFound, origin); // RFC 6120 §10.4: nowhere to look further.
        }
    }

    /// <inheritdoc/>
    public void RouteAgain(Stanza stanza, IActorRef origin)
    {
        if (!domains.Contains(stanza.To!.Domainpart) && farms.TryFind(stanza.To.Domainpart, out var farm))
            RouteAdmitted(stanza, farm, origin);
        else
            Route(stanza, origin);
    }

    /// <summary>Ends a stanza that was held and waits for no instance any longer: it is answered in the farm's place, or goes back.</summary>
    /// <param name="stanza">For a farm.</param>
    /// <param name="origin">As for <see cref="Route"/>.</param>
    public void RouteUnserved(Stanza stanza, IActorRef origin)
    {
        if (farms.TryFind(stanza.To!.Domainpart, out var farm) && AvailabilityFor(stanza, farm)?.TryTakeUnanswered(stanza, farm, origin) == true) return;
        Bounce(stanza, StanzaErrorCondition.RemoteServerTimeout, origin); // Type wait: an instance may come back.
    }

    /// <inheritdoc/>
    public void ExpectAnswer(Stanza stanza, IActorRef reader)
    {
        if (stanza is not { Kind: StanzaKind.Iq, Type: StanzaType.Get or StanzaType.Set, From: { } from }) return;
        if (farms.TryFind(from.Domainpart, out var farm) && farm.Snapshot.Find(reader) is { } instance)
            farm.Replies.Remember(stanza, instance.Id);
    }

    /// <inheritdoc/>
    public void Bounce(Stanza stanza, StanzaErrorCondition condition, IActorRef origin)
    {
        if (StanzaErrors.Bounce(stanza, condition) is { } error)
        {
            counters.Bounced();
            counters.Originated();
            Route(error, origin);
        }
        else
        {
            counters.Ignored();
        }

        origin.Settle(stanza.Origin);
    }

    private void RouteToFarm(Stanza stanza, FarmView farm, IActorRef origin)
    {
        if (AvailabilityFor(stanza, farm)?.TryTake(stanza, farm, origin) == true) return;
        if (!stanza.Origin.IsRepeated && farm.Refusal(stanza) is { } condition)
            Bounce(stanza, condition, origin);
        else
            RouteAdmitted(stanza, farm, origin);
    }

    private void RouteAdmitted(Stanza stanza, FarmView farm, IActorRef origin)
    {
        if (farm.Choose(stanza).Instance is { } instance)
        {
            instance.Stream.Tell(stanza, origin);
            return;
        }

        var isInDoubt = !farm.Settings.HoldsWhenEmpty || (AvailabilityFor(stanza, farm) is not null && AvailabilityRoutes.IsInfoRequest(stanza));
        Held.Tell(new HoldStanza(farm, stanza, []) { IsInDoubt = isInDoubt }, origin);
    }

    /// <summary>Of the farm as an addressee, not of those who are at its domain.</summary>
    private AvailabilityRoutes? AvailabilityFor(Stanza stanza, FarmView farm) =>
        stanza.To is { IsDomain: true } to && to.Domainpart == farm.Domain ? Availability : null;
}

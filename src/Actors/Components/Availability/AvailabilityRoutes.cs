using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <summary>Which stanzas for a farm are answered by whoever shows it to clients, and not by one of its instances.</summary>
/// <remarks>Node-local and thread-safe: the router asks it for stanzas to a farm's bare domain.</remarks>
internal sealed class AvailabilityRoutes
{
    private IActorRef _region = ActorRefs.Nobody;

    /// <summary>Names the region of <see cref="FarmAvailability"/>, which needs the router itself; before the first stanza.</summary>
    public void Connect(IActorRef region) => _region = region;

    /// <summary>Takes presence for the bare domain of a farm whose presence is the router's.</summary>
    /// <param name="stanza">For a farm's bare domain.</param>
    /// <param name="farm">The farm of that domain.</param>
    /// <param name="origin">Who routes it.</param>
    /// <returns>False: the stanza is the component's.</returns>
    public bool TryTake(Stanza stanza, FarmView farm, IActorRef origin)
    {
        if (stanza.Kind != StanzaKind.Presence || farm.Settings.Availability.Presence != PresenceSource.Router) return false;
        _region.Tell(new AvailabilityStanza(farm.Domain, stanza), origin);
        return true;
    }
}

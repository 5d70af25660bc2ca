using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <content>The presence of the farm's bare domain, and of its instances (RFC 6121 §§3, 4).</content>
internal sealed partial class FarmAvailability
{
    private bool HasPresence => Settings.Presence == PresenceSource.Router;

    private void OnPresence(Stanza stanza)
    {
        var watcher = stanza.From!.Bare;
        var step = PresenceRules.On(
            stanza.Type,
            _state.Subscribers.Contains(watcher),
            Settings.WatchersOrDefault.Permits(watcher),
            _state.Subscribers.Count >= MaxSubscribers);
        IAvailabilityEvent? change = step.Change switch
        {
            SubscriberChange.Adds when !_state.Subscribers.Contains(watcher) => new PresenceSubscribed(watcher),
            SubscriberChange.Removes => new PresenceUnsubscribed(watcher),
            _ => null,
        };
        if (change is null)
            Answer(stanza, watcher, step);
        else
            Commit(change, () => Answer(stanza, watcher, step));
    }

    private void Answer(Stanza stanza, BareJid watcher, PresenceStep step)
    {
        if (step.Answer is { } type)
            Send(Stanza.Create(StanzaKind.Presence, type, _address, watcher, id: null));
        if (step.SendsPresence)
            SendCurrent(stanza.Type == StanzaType.Probe ? stanza.From! : watcher); // §4.3.2, §3.1.5
        if (step.Change == SubscriberChange.Removes)
            SendGone(watcher); // §3.3.3
        if (step == default)
            Ignore(stanza);
        else
            Handled(stanza);
    }

    private void SendCurrent(Jid watcher)
    {
        Send(FarmPresence.Of(_state.Published.Health).ToStanza(_address, watcher, _capabilities));
        if (!Settings.InstanceWatchers.Permits(watcher)) return;
        foreach (var instance in _state.Published.Instances.Values)
        {
            var presence = FarmPresence.Of(instance.State);
            if (presence.IsAvailable) SendOfInstance(instance.Id, presence, watcher);
        }
    }

    private void SendGone(BareJid watcher)
    {
        if (FarmPresence.Of(_state.Published.Health).IsAvailable)
            Send(FarmPresence.Gone.ToStanza(_address, watcher, _capabilities));
        if (!Settings.InstanceWatchers.Permits(watcher)) return;
        foreach (var instance in _state.Published.Instances.Values)
        {
            if (FarmPresence.Of(instance.State).IsAvailable) SendOfInstance(instance.Id, FarmPresence.Gone, watcher);
        }
    }

    private void TellPresence(ShownFarm before, ShownFarm next)
    {
        if (!HasPresence || _state.Subscribers.IsEmpty) return;
        var presence = FarmPresence.Of(next.Health);
        if (presence != FarmPresence.Of(before.Health))
        {
            foreach (var watcher in _state.Subscribers)
                Send(presence.ToStanza(_address, watcher, _capabilities));
        }

        foreach (var id in before.Instances.Keys.Union(next.Instances.Keys))
            TellInstance(id, StateIn(before, id), StateIn(next, id));
    }

    /// <summary>What the farm can do has changed, and available presence says so.</summary>
    private void TellCapabilities()
    {
        var presence = FarmPresence.Of(_state.Published.Health);
        if (!HasPresence || !presence.IsAvailable) return;
        foreach (var watcher in _state.Subscribers)
            Send(presence.ToStanza(_address, watcher, _capabilities));
    }

    private void TellInstance(string id, FarmPresence before, FarmPresence next)
    {
        if (next == before || !(next.IsAvailable || before.IsAvailable)) return;
        foreach (var watcher in _state.Subscribers)
        {
            if (Settings.InstanceWatchers.Permits(watcher)) SendOfInstance(id, next, watcher);
        }
    }

    private static FarmPresence StateIn(ShownFarm farm, string id) =>
        farm.Instances.TryGetValue(id, out var instance) ? FarmPresence.Of(instance.State) : FarmPresence.Gone;

    /// <summary>An id that is no resourcepart has no presence.</summary>
    private void SendOfInstance(string id, FarmPresence presence, Jid watcher)
    {
        if (_address.TryWithResource(id, out var instance))
            Send(presence.ToStanza(instance, watcher, []));
    }
}

using XmppActors.Actors.Presence;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Accounts;

/// <remarks>This part binds resources to streams, and ends what was bound. RFC 6120 §7.</remarks>
internal sealed partial class Account
{
    private void OnBind(BindResource bind)
    {
        if (!Exists && bind.Temporary)
            BecomeTemporary();
        if (Resources.Find(bind.Stream) is { } known)
            bind.Stream.Tell(new ResourceBound(known.Address, known.Order, known.State.Key)); // It asks again: the answer was late.
        else if (Exists)
            Bind(bind);
        else
            Load(bind); // Who has authenticated has an account: it may be younger than this entity.
    }

    private void Bind(BindResource bind)
    {
        var decision = BindRules.Decide(
            Address,
            bind.RequestedResource,
            _services.GenerateResourcepart(),
            Resources.IsBound,
            Resources.Count,
            _services.Settings);
        switch (decision)
        {
            case BindDecision.Refuse refusal:
                bind.Stream.Tell(new BindRefused(refusal.Condition));
                break;
            case BindDecision.Replace replacement:
                var older = Resources.Find(replacement.Address)!;
                older.Stream.Tell(new ReplacedByNewBinding(replacement.Address));
                Unbind(older);
                Bind(bind, replacement.Address);
                break;
            case BindDecision.Bind free:
                Bind(bind, free.Address);
                break;
        }
    }

    private void Bind(BindResource bind, FullJid address)
    {
        var resource = Resources.Add(address, bind.Stream);
        Context.Watch(bind.Stream);
        Context.SetReceiveTimeout(null);
        bind.Stream.Tell(new ResourceBound(address, resource.Order, resource.State.Key));
    }

    private void OnStreamEnded(StreamEnded ended)
    {
        if (Resources.Find(ended.Address) is { } resource && resource.Stream.Equals(ended.Stream))
            EndResource(resource);
        ended.Stream.Tell(ResourceUnbound.Instance);
    }

    /// <summary>The stream of a session that may be resumed is still bound: it decides.</summary>
    private void OnResume(ResumeStream resume)
    {
        if (Address.TryWithResource(resume.Id.Resourcepart, out var address) && Resources.Find(address) is { } resource)
            TellResume(resource, resume);
        else if (MayGoOnElsewhere(LongestSearch))
            HoldResume(resume); // Its stream may be on a node that does not answer, or was lost and is about to go on elsewhere.
        else
            Refuse(resume, ActorRefs.Nobody, StanzaErrorCondition.ItemNotFound);
    }

    private void OnTerminated(Terminated terminated)
    {
        if (Resources.Find(terminated.ActorRef) is not { } resource)
            return;
        if (terminated.AddressTerminated)
            Lose(resource); // With its node: it may go on elsewhere.
        else
            EndResource(resource);
    }

    private void EndResource(Resource resource)
    {
        Unbind(resource);
        if (Resources.Count > 0)
            return;
        if (IsTemporary)
            Forget();
        StartIdling();
    }

    private void Unbind(Resource resource)
    {
        Context.Unwatch(resource.Stream);
        Resources.Remove(resource);
        EndCopiesOf(resource);
        RedeliverHeld(resource);
        PresenceExchange.End(this, resource);
    }

    private void CloseStreams(StreamErrorCondition condition)
    {
        foreach (var resource in Resources)
        {
            Context.Unwatch(resource.Stream);
            resource.Stream.Tell(new CloseStream(condition));
        }

        Resources.Clear();
    }
}

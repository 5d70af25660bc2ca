using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <remarks>This part says who has charge of a stanza (docs/decisions/0015): a resource's stream, whoever it was forwarded to, or the account
/// itself, which tells the stream that read it when it has dealt with it, and deals with it once.</remarks>
internal sealed partial class Account
{
    private const int RememberedSessions = 256;

    private readonly SettledMarks _taken = new(RememberedSessions);
    private List<SharedStanza>? _shared;
    private StanzaOrigin _charge; // Of the stanza that is handled, or waits for the storage; none: nobody asks.
    private IActorRef _reader = ActorRefs.Nobody;
    private bool _isPassedOn;

    public void Share(Stanza stanza, IReadOnlyList<Resource> resources)
    {
        if (resources.Count == 1)
        {
            Deliver(resources[0], stanza);
            return;
        }

        (_shared ??= []).Add(new SharedStanza(stanza, _reader, [.. resources.Select(static resource => resource.Address)]));
        _services.Counters.Originated(resources.Count - 1);
        foreach (var resource in resources)
            TellStream(resource, stanza, Self);
        _isPassedOn = true;
    }

    /// <summary>Whether a stanza is to be dealt with; else it was before, or has come before its time, and its reader is told.</summary>
    /// <param name="isHere">It is for this account, and not on its way through it.</param>
    private bool TakeUp(Stanza stanza, IActorRef reader, bool isHere)
    {
        var origin = stanza.Origin;
        if (origin.IsNone)
            return true;
        if (isHere && !_taken.IsInOrder(origin))
        {
            reader.Refuse(origin);
            return false;
        }

        if (isHere)
            _taken.See(origin);
        if (_taken.IsTaken(origin))
        {
            reader.Settle(origin);
            return false;
        }

        if (FindShared(origin) is { } shared)
        {
            shared.Reader = reader; // It is on its way to several: it will be settled.
            return false;
        }

        (_charge, _reader, _isPassedOn) = (origin, reader, false);
        return true;
    }

    /// <summary>The stanza that was handled has ended here, unless somebody else has it now.</summary>
    private void SettleUnlessPassedOn()
    {
        if (_charge.IsNone)
            return;
        if (!_isPassedOn)
        {
            _taken.Take(_charge);
            _reader.Settle(_charge);
        }

        _charge = default;
        _reader = ActorRefs.Nobody;
    }

    /// <summary>Nobody will know what has become of the stanza: it is to come again.</summary>
    private void GiveBackCharge()
    {
        if (!_charge.IsNone)
            _reader.Refuse(_charge);
        _charge = default;
    }

    /// <summary>Hands a stanza on, so that whoever takes it tells the stream that read it.</summary>
    private void TellStream(Resource resource, Stanza stanza, IActorRef reader)
    {
        if (resource.IsLost)
            Hold(resource, stanza, reader);
        else
            resource.Stream.Tell(stanza, stanza.Origin.IsNone ? Self : reader);
    }

    private SharedStanza? FindShared(StanzaOrigin origin)
    {
        if (_shared is null)
            return null;
        foreach (var shared in _shared)
        {
            if (shared.Stanza.Origin.Session == origin.Session && shared.Stanza.Origin.Number == origin.Number)
                return shared;
        }

        return null;
    }

    /// <summary>A resource's stream has taken its copy.</summary>
    private void OnCopySettled(StanzaSettled settled, IActorRef stream)
    {
        if (Resources.Find(stream) is { } resource && FindShared(new StanzaOrigin(settled.Session, settled.Number)) is { } shared)
            CopyEnded(shared, resource);
    }

    /// <summary>What a resource's stream had not yet taken of shared stanzas it will not take any more.</summary>
    private void EndCopiesOf(Resource resource)
    {
        if (_shared is null)
            return;
        foreach (var shared in _shared.ToArray())
            CopyEnded(shared, resource);
    }

    private void CopyEnded(SharedStanza shared, Resource resource)
    {
        if (!shared.Open.Remove(resource.Address) || shared.Open.Count > 0)
            return;
        _shared!.Remove(shared);
        if (_shared.Count == 0)
            _shared = null;
        _taken.Take(shared.Stanza.Origin);
        shared.Reader.Settle(shared.Stanza.Origin);
    }

    /// <summary>Copies that may have been lost with a resource's former stream; the present one knows which it has.</summary>
    private void ShareAgain(Resource resource)
    {
        if (_shared is null)
            return;
        foreach (var shared in _shared)
        {
            if (shared.Open.Contains(resource.Address))
                resource.Stream.Tell(shared.Stanza, Self);
        }
    }

    /// <summary>A stanza of which several resources get a copy: settled when all of them have it.</summary>
    private sealed class SharedStanza(Stanza stanza, IActorRef reader, HashSet<Transport.Addresses.FullJid> open)
    {
        public Stanza Stanza { get; } = stanza;

        public IActorRef Reader { get; set; } = reader;

        public HashSet<Transport.Addresses.FullJid> Open { get; } = open;
    }
}

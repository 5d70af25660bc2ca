using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>A lite member of a Hazelcast cluster that nobody can come to need: it joins, is heard, answers everything, and is gone before it
/// would be the oldest. seeking → joining → joined → aside → seeking.</summary>
/// <remarks>Pure: told what happens and when, it says what is to be done. Not thread-safe.</remarks>
internal sealed partial class PoliteMember(
    BridgeIdentity identity, IBridgeNetwork network, Func<BridgeStatistics> statistics, Func<Guid> newUuid)
{
    /// <summary>How often <see cref="OnTick"/> is to be called.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan SeekInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReplyTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan JoinInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AsideFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, BridgeLink> _links = [];
    private readonly Dictionary<HazelcastAddress, HazelcastDialect> _dialects = []; // Of addresses that are tried.
    private readonly Dictionary<Guid, DateTimeOffset> _since = [];
    private BridgePhase _phase = BridgePhase.Seeking;
    private string? _trouble;
    private Guid _uuid = newUuid();
    private HazelcastVersion _version = new(5, 5, 0);
    private HazelcastVersion _oldVersion = new(3, 12, 5);
    private HazelcastAddress? _master;
    private MembersView _view = new(0, []);
    private long _partitionStamp;
    private TimeSpan _clockOffset;
    private int _newestLink;
    private DateTimeOffset _nextSeek;
    private DateTimeOffset _nextJoin;
    private DateTimeOffset _nextHeartbeat;
    private DateTimeOffset _nextReconnect;
    private DateTimeOffset _asideUntil;

    public BridgePhase Phase => _phase;

    /// <summary>Connections that are made or wanted: for those who watch that nothing grows.</summary>
    public int Links => _links.Count;

    /// <summary>All that it remembers, counted: for those who watch that nothing grows.</summary>
    public int Remembered => _links.Count + _dialects.Count + _since.Count + _view.Members.Length;

    /// <summary>Time has passed.</summary>
    public void OnTick(DateTimeOffset now)
    {
        GiveUpMute(now);
        switch (_phase)
        {
            case BridgePhase.Aside when now >= _asideUntil: Seek(now); break;
            case BridgePhase.Seeking when now >= _nextSeek: Seek(now); break;
            case BridgePhase.Joining: Join(now); break;
            case BridgePhase.Joined: KeepUp(now); break;
        }
    }

    /// <summary>Leaves for good: closing the connections is all that the others need.</summary>
    public void Leave() => Drop(BridgePhase.Aside);

    /// <summary>A connection that was asked for is there.</summary>
    public void OnConnected(int id)
    {
        if (!_links.TryGetValue(id, out var link)) return;
        link.IsConnected = true;
        Send(link, link.Encoder.Handshake(identity.Own, _uuid, link.Dialled!, wantsReply: true));
    }

    /// <summary>Somebody has connected to us.</summary>
    /// <returns>What the connection is called from now on.</returns>
    public int OnAccepted(HazelcastDialect dialect, DateTimeOffset now)
    {
        var link = new BridgeLink(++_newestLink, dialled: null, dialect, now) { IsConnected = true };
        _links.Add(link.Id, link);
        return link.Id;
    }

    /// <summary>A connection is gone, or could not be made.</summary>
    public void OnDisconnected(int id, DateTimeOffset now)
    {
        if (!_links.Remove(id, out var link)) return;
        if (_phase == BridgePhase.Joined) StepAsideIfOldest(now);
        else if (_phase == BridgePhase.Joining && link.Remote is not null && link.Remote == _master && LinkTo(_master) is null) StartOver(now, null);
    }

    /// <summary>A member has answered our datagram, or one sends its own.</summary>
    /// <param name="master">Where the master listens.</param>
    public void OnMasterFound(HazelcastAddress master, DateTimeOffset now)
    {
        if (_phase == BridgePhase.Seeking) Approach(master, now);
    }

    /// <summary>Ends a connection whose other side does not speak as it should.</summary>
    public void OnNonsense(int id, DateTimeOffset now)
    {
        network.Close(id);
        OnDisconnected(id, now);
    }

    public void OnPacket(int id, HazelcastPacket packet, DateTimeOffset now)
    {
        if (!_links.TryGetValue(id, out var link)) return;
        switch (link.Decoder.Decode(packet))
        {
            case null: OnNonsense(id, now); break;
            case MemberHandshake handshake: OnHandshake(link, handshake, now); break;
            case { } message when !link.IsIntroduced: Refuse(link, message, now); break;
            case HazelcastOperation operation when !IsFor(link, operation): OnNonsense(id, now); break;
            case HazelcastOperation operation: OnOperation(link, operation, now); break;
            case OperationControl: network.Send(id, link.Encoder.OperationControl()); break;
        }
    }

    /// <summary>Of a stranger that has connected to us, we hear what a node that starts asks all whom it reaches, and nothing else.</summary>
    private bool IsFor(BridgeLink link, HazelcastOperation operation) =>
        _phase != BridgePhase.Joined || link.Dialled is not null || IsMember(link.Remote!) || operation is WhoIsMaster or MastershipClaim;

    private void Refuse(BridgeLink link, HazelcastMessage message, DateTimeOffset now)
    {
        if (message is not IgnoredPacket) OnNonsense(link.Id, now);
    }

    private void OnHandshake(BridgeLink link, MemberHandshake handshake, DateTimeOffset now)
    {
        if (link.IsIntroduced) return; // 3.12 introduces itself twice.
        if (handshake.SenderAddress is not { } remote)
        {
            OnNonsense(link.Id, now);
            return;
        }
        link.Remote = remote;
        if (link.Dialled is { } address) _dialects[address] = link.Dialect;
        if (handshake.WantsReply) Send(link, link.Encoder.Handshake(identity.Own, _uuid, remote, wantsReply: false));
        if (link.Dialled is null) return;
        if (_phase == BridgePhase.Seeking && remote == _master) BeginJoining(now);
        else if (_phase == BridgePhase.Seeking) network.Send(link.Id, link.Encoder.WhoIsMaster(Joiner(link)));
    }

    private void OnOperation(BridgeLink link, HazelcastOperation operation, DateTimeOffset now)
    {
        switch (operation)
        {
            case MasterAnswer answer: OnMasterAnswer(answer.Master, now); break;
            case MembersUpdated updated: OnMembersUpdated(link, updated, now); break;
            case JoinRefused refused: OnJoinRefused(link, refused, now); break;
            case Suspected when _phase == BridgePhase.Joined: StartOver(now, "the cluster did not know us any more"); break;
            case PartitionState state: _partitionStamp = state.Stamp; break;
            case WhoIsMaster when _phase == BridgePhase.Joined: network.Send(link.Id, link.Encoder.MasterAnswer(_view.Members[0].Address)); break;
        }
        if (operation.Header.IsInvocation && _links.ContainsKey(link.Id)) network.Send(link.Id, Answer(link.Encoder, operation));
    }

    /// <summary>What whoever waits is told: null where nothing else is known to be better.</summary>
    private HazelcastPacket Answer(HazelcastEncoder encoder, HazelcastOperation operation)
    {
        var call = operation.Header;
        return operation switch
        {
            FetchMembersView when _phase == BridgePhase.Joined => encoder.AnswerMembersView(call, _view),
            MastershipClaim => encoder.AnswerFlag(call, _phase != BridgePhase.Joined || LinkTo(_view.Members[0].Address) is null),
            PartitionState or AcceptedOperation => encoder.AnswerFlag(call, true),
            PartitionStateCheck check => encoder.AnswerFlag(call, check.Stamp == _partitionStamp),
            ExecutorTask task => encoder.Answer(call, TaskAnswers.To(task, statistics())),
            _ => encoder.AnswerNull(call),
        };
    }

    private void OnMembersUpdated(BridgeLink link, MembersUpdated updated, DateTimeOffset now)
    {
        if (updated.Addressee is { } addressee && addressee != _uuid) return; // For one that was here before.
        var isIn = updated.View.Members.Any(member => member.Uuid == _uuid);
        switch (_phase)
        {
            case BridgePhase.Joining when isIn: break;
            case BridgePhase.Joined when updated.View.Version > _view.Version: break;
            default: return;
        }
        if (!isIn)
        {
            StartOver(now, "the cluster has removed us from its list");
            return;
        }
        _view = updated.View;
        _master = _view.Members[0].Address;
        _clockOffset = DateTimeOffset.FromUnixTimeMilliseconds(updated.MasterTime) - now;
        _trouble = null;
        RememberSince(now);
        if (_phase != BridgePhase.Joined) _nextHeartbeat = now;
        _phase = BridgePhase.Joined;
        foreach (var each in _links.Values.Where(each => each.Remote is { } remote && !IsMember(remote) && each != link).ToList()) Close(each);
        Publish();
        KeepUp(now);
        StepAsideIfOldest(now);
    }

    /// <summary>Heard by every member, and connected with each.</summary>
    private void KeepUp(DateTimeOffset now)
    {
        var reconnects = now >= _nextReconnect;
        if (reconnects) _nextReconnect = now + ReconnectInterval;
        var beats = now >= _nextHeartbeat;
        if (beats) _nextHeartbeat = now + HeartbeatInterval;
        foreach (var member in _view.Members)
        {
            if (member.Uuid == _uuid) continue;
            if (LinkTo(member.Address) is { } link)
            {
                if (beats) network.Send(link.Id, Heartbeat(link, member, now));
            }
            else if (reconnects)
            {
                Dial(member.Address, now);
            }
        }
    }

    private HazelcastPacket Heartbeat(BridgeLink link, HazelcastMember member, DateTimeOffset now) => link.Encoder.Heartbeat(
        identity.Own, _uuid, _view.Members[0].Address, _view.Version, member.Uuid, (now + _clockOffset).ToUnixTimeMilliseconds());

    /// <summary>The oldest member that is left is to be one that can be master.</summary>
    private void StepAsideIfOldest(DateTimeOffset now)
    {
        foreach (var member in _view.Members)
        {
            if (member.Uuid == _uuid) break;
            if (LinkTo(member.Address) is not null) return;
        }
        Drop(BridgePhase.Aside);
        _asideUntil = now + AsideFor;
    }

    private void StartOver(DateTimeOffset now, string? trouble)
    {
        _trouble = trouble;
        Drop(BridgePhase.Seeking);
        _nextSeek = now + JoinInterval;
    }

    /// <summary>Closes everything; whoever comes back is another (a UUID that was seen lately is refused).</summary>
    private void Drop(BridgePhase phase)
    {
        network.StopListening();
        foreach (var link in _links.Values) network.Close(link.Id);
        _links.Clear();
        _since.Clear();
        _dialects.Clear();
        _uuid = newUuid();
        _master = null;
        _view = new MembersView(0, []);
        _partitionStamp = 0;
        _phase = phase;
        Publish();
    }

    private bool IsMember(HazelcastAddress address) => _view.Members.Any(member => member.Address == address);

    private void RememberSince(DateTimeOffset now)
    {
        foreach (var gone in _since.Keys.Except(_view.Members.Select(member => member.Uuid)).ToList()) _since.Remove(gone);
        foreach (var member in _view.Members) _since.TryAdd(member.Uuid, now);
    }

    private void SetPhase(BridgePhase phase)
    {
        if (_phase == phase) return;
        _phase = phase;
        Publish();
    }

    private void Publish() => network.Publish(new BridgeView(
        _phase, _trouble, [.. _view.Members.Select(member => new BridgeMember(member, _since[member.Uuid]))], _uuid));
}

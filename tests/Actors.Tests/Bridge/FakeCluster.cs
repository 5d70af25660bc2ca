using XmppActors.Actors.Bridge;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

/// <summary>A Hazelcast cluster that plays its part in virtual time, and the bridge's member in it. Nothing takes time but the clock.</summary>
internal sealed class FakeCluster : IBridgeNetwork
{
    private readonly Queue<Action> _due = new();
    private readonly Dictionary<int, FakeNode> _links = [];
    private int _uuids;
    private int _version;
    private bool _isRunning;

    public FakeCluster(HazelcastDialect dialect = HazelcastDialect.V5, bool usesMulticast = false)
    {
        Dialect = dialect;
        Identity = new BridgeIdentity
        {
            ClusterName = "openfire-cluster-by-hazelcast",
            Candidates = [Address(1), Address(2), Address(3)],
            UsesMulticast = usesMulticast,
            Own = Address(9),
            Attributes = [new("node-id", "router"), new("hostname", "router.example")],
        };
        Bridge = new PoliteMember(
            Identity, this, () => new BridgeStatistics("router"u8.ToArray(), 7, 1, 2, 100, 200), () => new Guid(++_uuids, 0, 0, new byte[8]));
    }

    public HazelcastDialect Dialect { get; }

    public BridgeIdentity Identity { get; }

    public PoliteMember Bridge { get; }

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.UnixEpoch.AddYears(50);

    /// <summary>All that were ever started, oldest first.</summary>
    public List<FakeNode> Nodes { get; } = [];

    /// <summary>The list as the master has it.</summary>
    public List<HazelcastMember> Members { get; } = [];

    public BridgeView View { get; private set; } = BridgeView.Empty;

    public List<BridgeView> Views { get; } = [];

    public bool IsListening { get; private set; }

    public int Datagrams { get; private set; }

    public int ConnectionsTried { get; private set; }

    /// <summary>What the bridge has answered, by call.</summary>
    public Dictionary<long, HazelcastPacket> Answers { get; } = [];

    /// <summary>What a join request is met with instead of being taken in; null: it is taken in.</summary>
    public Func<HazelcastPacket?>? Refuse { get; set; }

    public static HazelcastAddress Address(int node) => new($"10.0.0.{node}", 5701);

    public FakeNode? Master => Nodes.FirstOrDefault(node => node.IsUp && Members.Any(member => member.Address == node.Address));

    public FakeNode Start(int number)
    {
        var node = new FakeNode(Address(number), new Guid(1000 + ++_uuids, 0, 0, new byte[8]));
        Nodes.Add(node);
        Members.Add(new HazelcastMember(node.Address, node.Uuid, false, [new("node-id", $"node-{number}")], VersionOf(Dialect), ++_version));
        Publish();
        Run();
        return node;
    }

    /// <summary>The process is gone: its connections end, and whoever is master says so.</summary>
    public void Kill(FakeNode node)
    {
        node.IsUp = false;
        Members.RemoveAll(member => member.Uuid == node.Uuid);
        foreach (var (link, other) in _links.ToList())
        {
            if (other != node) continue;
            _links.Remove(link);
            Bridge.OnDisconnected(link, Now);
        }
        RemoveBridgeIfGone();
        _version++;
        Publish();
        Run();
    }

    public void Advance(TimeSpan by)
    {
        for (var end = Now + by; Now < end;)
        {
            Now += PoliteMember.TickInterval;
            Bridge.OnTick(Now);
            Run();
        }
    }

    /// <summary>A member calls the bridge.</summary>
    /// <returns>Its answer; null: none came.</returns>
    public HazelcastPacket? Call(FakeNode node, Func<long, HazelcastPacket> operation)
    {
        var id = Answers.Count + 1000L;
        Tell(node, operation(id));
        return Answers.TryGetValue(id, out var answer) ? answer : null;
    }

    public void Tell(FakeNode node, HazelcastPacket packet)
    {
        Bridge.OnPacket(_links.First(link => link.Value == node).Key, packet, Now);
        Run();
    }

    void IBridgeNetwork.Connect(int link, HazelcastAddress address)
    {
        ConnectionsTried++;
        var node = Nodes.FirstOrDefault(each => each.IsUp && each.Address == address);
        _due.Enqueue(() =>
        {
            if (node is null)
            {
                Bridge.OnDisconnected(link, Now);
                return;
            }
            _links[link] = node;
            Bridge.OnConnected(link);
        });
        Run();
    }

    void IBridgeNetwork.Send(int link, HazelcastPacket packet)
    {
        if (!_links.TryGetValue(link, out var node) || node.IsMute) return;
        var isOurDialect = packet.Flags.HasFlag(PacketFlags.SinceFour) == (Dialect == HazelcastDialect.V5);
        if (isOurDialect) _due.Enqueue(() => OnPacket(link, node, packet)); // The other one's is ignored, silently and for ever.
        Run();
    }

    void IBridgeNetwork.Close(int link)
    {
        _links.Remove(link);
        RemoveBridgeIfGone();
    }

    void IBridgeNetwork.Listen() => IsListening = true;

    void IBridgeNetwork.StopListening() => IsListening = false;

    void IBridgeNetwork.Multicast(ReadOnlyMemory<byte> datagram)
    {
        Datagrams++;
        if (Master is { } master) _due.Enqueue(() => Bridge.OnMasterFound(master.Address, Now));
        Run();
    }

    void IBridgeNetwork.Publish(BridgeView view)
    {
        View = view;
        Views.Add(view);
    }

    private static HazelcastVersion VersionOf(HazelcastDialect dialect) => dialect == HazelcastDialect.V5 ? new(5, 5, 0) : new(3, 12, 5);

    private void OnPacket(int link, FakeNode node, HazelcastPacket packet)
    {
        if (!_links.ContainsKey(link)) return;
        var classes = ClusterClasses.Of(Dialect);
        var encoder = new HazelcastEncoder(Dialect);
        switch (new HazelcastDecoder(Dialect).Decode(packet))
        {
            case MemberHandshake { WantsReply: true }:
                foreach (var each in encoder.Handshake(node.Address, node.Uuid, Identity.Own, wantsReply: false)) Bridge.OnPacket(link, each, Now);
                break;
            case WhoIsMaster when Master is { } master:
                Bridge.OnPacket(link, encoder.MasterAnswer(master.Address), Now);
                break;
            case OtherOperation { Header.Kind: var kind } when kind.Is(ClusterClasses.Factory, classes.JoinRequestOperation) && node == Master:
                OnJoinRequest(link);
                break;
            case Heartbeat heartbeat when heartbeat.Addressee == node.Uuid: node.Heartbeats++; break;
            case HazelcastResponse:
                var input = new HazelcastReader(packet.Payload.Span[17..], Dialect);
                Answers[input.Long()] = packet;
                break;
        }
    }

    private void OnJoinRequest(int link)
    {
        if (Refuse?.Invoke() is { } refusal)
        {
            Bridge.OnPacket(link, refusal, Now);
            return;
        }
        var uuid = View.Self;
        if (Members.Any(member => member.Uuid == uuid)) return;
        Members.RemoveAll(member => member.Address == Identity.Own);
        Members.Add(new HazelcastMember(Identity.Own, uuid, true, Identity.Attributes, VersionOf(Dialect), ++_version));
        Bridge.OnPacket(link, MemberWords.MembersUpdate(Dialect, uuid, Now, Members, _version, isFinal: true, callId: 1), Now);
    }

    /// <summary>The master notices at once when the bridge has closed everything.</summary>
    private void RemoveBridgeIfGone()
    {
        if (_links.Count == 0 && Members.RemoveAll(member => member.Address == Identity.Own) > 0) _version++;
    }

    private void Publish()
    {
        if (Master is not { } master || Members.All(member => member.Address != Identity.Own)) return;
        foreach (var (link, node) in _links.ToList())
        {
            if (node != master) continue;
            _due.Enqueue(() => Bridge.OnPacket(
                link, MemberWords.MembersUpdate(Dialect, View.Self, Now, Members, _version, isFinal: false), Now));
            return;
        }
    }

    private void Run()
    {
        if (_isRunning) return;
        _isRunning = true;
        while (_due.TryDequeue(out var next)) next();
        _isRunning = false;
    }
}

/// <summary>A member of the fake cluster.</summary>
internal sealed class FakeNode(HazelcastAddress address, Guid uuid)
{
    public HazelcastAddress Address => address;

    public Guid Uuid => uuid;

    public bool IsUp { get; set; } = true;

    /// <summary>Takes connections, and says nothing.</summary>
    public bool IsMute { get; set; }

    public int Heartbeats { get; set; }
}

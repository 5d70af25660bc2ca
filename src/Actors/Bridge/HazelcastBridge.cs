using System.Net.Sockets;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>Our member of the other cluster: gives a <see cref="PoliteMember"/> its connections and its time, and tells the nodes what it
/// sees.</summary>
internal sealed class HazelcastBridge : UntypedActor, IWithTimers, IBridgeNetwork
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BindInterval = TimeSpan.FromSeconds(10);

    private readonly BridgeSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<IActorRef, int> _subscribers = []; // With the clients of each one's node.
    private readonly Dictionary<int, HazelcastConnection> _connections = [];
    private readonly Dictionary<HazelcastConnection, int> _links = [];
    private readonly LinkEvents _events;
    private readonly string _node;
    private PoliteMember? _member; // Null until there is a port for it.
    private HazelcastListener? _listener;
    private MulticastGroup? _group;
    private BridgeView _view = BridgeView.Empty;
    private long _version;

    public HazelcastBridge(BridgeSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _events = new LinkEvents(Self);
        var address = Cluster.Get(Context.System).SelfAddress;
        _node = address.Host is null ? "" : $"{address.Host}:{address.Port}";
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Begin();

    protected override void PostStop()
    {
        _member?.Leave();
        _listener?.Dispose();
        _group?.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TimePassed: _member!.OnTick(_time.GetUtcNow()); break;
            case LinkConnected connected: OnConnected(connected.Connection); break;
            case LinkPacket packet: OnPacket(packet); break;
            case LinkClosed closed: OnClosed(closed.Connection); break;
            case LinkAccepted accepted: OnAccepted(accepted.Socket); break;
            case DatagramReceived datagram: OnDatagram(datagram.Bytes); break;
            case KeepBridge keep: OnKeep(keep); break;
            case Terminated terminated: _subscribers.Remove(terminated.ActorRef); break;
            case BeginDue: Begin(); break;
            default: Unhandled(message); break;
        }
    }

    void IBridgeNetwork.Connect(int link, HazelcastAddress address)
    {
        var connection = HazelcastConnection.Connect(address, ConnectTime, _events);
        _connections.Add(link, connection);
        _links.Add(connection, link);
    }

    void IBridgeNetwork.Send(int link, HazelcastPacket packet)
    {
        if (_connections.TryGetValue(link, out var connection)) connection.Send(packet);
    }

    void IBridgeNetwork.Close(int link)
    {
        if (!_connections.Remove(link, out var connection)) return;
        _links.Remove(connection);
        connection.Dispose();
    }

    void IBridgeNetwork.Listen() => _listener!.Listen();

    void IBridgeNetwork.StopListening() => _listener!.Stop();

    void IBridgeNetwork.Multicast(ReadOnlyMemory<byte> datagram) => _ = _group?.SendAsync(datagram);

    void IBridgeNetwork.Publish(BridgeView view) => Publish(view);

    /// <summary>Takes a port, and the group if there is one; later, if they are not to be had.</summary>
    private void Begin()
    {
        try
        {
            var self = Self;
            _listener ??= HazelcastListener.Bind(
                _settings.Listen, _settings.FirstPort, _settings.Ports, socket => self.Tell(new LinkAccepted(socket), ActorRefs.NoSender));
            if (_settings.MulticastGroup is { } group)
                _group ??= MulticastGroup.Join(
                    group, _settings.Listen, _settings.MulticastTimeToLive, bytes => self.Tell(new DatagramReceived(bytes), ActorRefs.NoSender));
        }
        catch (SocketException trouble)
        {
            Publish(BridgeView.Empty with
            {
                Trouble = $"the bridge cannot use {_settings.Listen}, ports {_settings.FirstPort} to {_settings.FirstPort + _settings.Ports - 1}: {trouble.Message}",
            });
            Timers.StartSingleTimer(nameof(BeginDue), BeginDue.Instance, BindInterval);
            return;
        }
        _member = new PoliteMember(_settings.IdentityAt(_listener.Port), this, Statistics, Guid.NewGuid);
        _member.OnTick(_time.GetUtcNow());
        Timers.StartPeriodicTimer(nameof(TimePassed), TimePassed.Instance, PoliteMember.TickInterval);
    }

    private void OnKeep(KeepBridge keep)
    {
        if (_subscribers.TryAdd(keep.Subscriber, keep.Clients))
        {
            Context.Watch(keep.Subscriber);
            keep.Subscriber.Tell(new BridgeSeen(_version, _node, _view));
        }
        _subscribers[keep.Subscriber] = keep.Clients;
    }

    /// <summary>Of all nodes that this bridge stands for; memory of this one.</summary>
    private BridgeStatistics Statistics()
    {
        const double MegaByte = 1024 * 1024;
        var memory = GC.GetGCMemoryInfo();
        return new BridgeStatistics(
            System.Text.Encoding.UTF8.GetBytes(_settings.NodeId),
            _subscribers.Values.Sum(),
            IncomingServers: 0, // Servers are not connected with.
            OutgoingServers: 0,
            GC.GetTotalMemory(forceFullCollection: false) / MegaByte,
            memory.TotalAvailableMemoryBytes / MegaByte);
    }

    private void OnAccepted(Socket socket) => HazelcastConnection.Take(socket, _events);

    private void OnConnected(HazelcastConnection connection)
    {
        if (_links.TryGetValue(connection, out var link)) _member!.OnConnected(link);
    }

    private void OnPacket(LinkPacket read)
    {
        var now = _time.GetUtcNow();
        if (!_links.TryGetValue(read.Connection, out var link))
        {
            if (!read.Connection.IsAccepted || !IsListening) // It was closed, and does not know it yet.
            {
                read.Connection.Dispose();
                return;
            }
            var isSinceFour = read.Packet.Flags.HasFlag(PacketFlags.SinceFour);
            link = _member!.OnAccepted(isSinceFour ? HazelcastDialect.V5 : HazelcastDialect.V3, now);
            _connections.Add(link, read.Connection);
            _links.Add(read.Connection, link);
        }
        _member!.OnPacket(link, read.Packet, now);
    }

    private bool IsListening => _member!.Phase is BridgePhase.Joining or BridgePhase.Joined;

    private void OnClosed(HazelcastConnection connection)
    {
        if (connection.IsAccepted) _listener?.OnClosed();
        if (!_links.Remove(connection, out var link)) return;
        _connections.Remove(link);
        _member!.OnDisconnected(link, _time.GetUtcNow());
    }

    private void OnDatagram(byte[] datagram)
    {
        var master = new HazelcastDecoder(HazelcastDialect.V5).DecodeMasterDatagram(datagram)
            ?? new HazelcastDecoder(HazelcastDialect.V3).DecodeMasterDatagram(datagram);
        if (master is not null) _member?.OnMasterFound(master, _time.GetUtcNow());
    }

    private void Publish(BridgeView view)
    {
        Tell(view);
        _view = view;
        _version++;
        foreach (var subscriber in _subscribers.Keys) subscriber.Tell(new BridgeSeen(_version, _node, view));
    }

    /// <summary>In the log: how far it is, who has come and who has gone.</summary>
    private void Tell(BridgeView view)
    {
        if (view.Trouble is { } trouble && trouble != _view.Trouble) _log.Warning("bridge: {0}", trouble);
        if (view.Phase != _view.Phase) _log.Info("bridge: {0}", view.Phase);
        foreach (var member in view.Members)
        {
            if (!_view.Members.Any(each => each.Member.Uuid == member.Member.Uuid))
                _log.Info("bridge: {0} has joined ({1}, {2})", member.Member.Address, member.Member.Attribute("hostname") ?? "", member.Member.Version);
        }
        foreach (var member in _view.Members)
        {
            if (!view.Members.Any(each => each.Member.Uuid == member.Member.Uuid))
                _log.Info("bridge: {0} has left ({1})", member.Member.Address, member.Member.Attribute("hostname") ?? "");
        }
    }

    private sealed class LinkEvents(IActorRef bridge) : IHazelcastSink
    {
        public void OnConnected(HazelcastConnection connection) => bridge.Tell(new LinkConnected(connection), ActorRefs.NoSender);

        public void OnPacket(HazelcastConnection connection, HazelcastPacket packet) =>
            bridge.Tell(new LinkPacket(connection, packet), ActorRefs.NoSender);

        public void OnClosed(HazelcastConnection connection) => bridge.Tell(new LinkClosed(connection), ActorRefs.NoSender);
    }

    private sealed record LinkConnected(HazelcastConnection Connection);

    private sealed record LinkPacket(HazelcastConnection Connection, HazelcastPacket Packet);

    private sealed record LinkClosed(HazelcastConnection Connection);

    private sealed record LinkAccepted(Socket Socket);

    private sealed record DatagramReceived(byte[] Bytes);

    private sealed record TimePassed
    {
        public static readonly TimePassed Instance = new();
    }

    private sealed record BeginDue
    {
        public static readonly BeginDue Instance = new();
    }
}

using System.Net;
using System.Net.Sockets;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Tests.Bridge;

/// <summary>A member of 5.5 on a real socket: the master, and the only one beside whoever joins.</summary>
internal sealed class FakeMember : IHazelcastSink, IDisposable
{
    private static readonly HazelcastDialect Dialect = HazelcastDialect.V5;

    private readonly Lock _gate = new();
    private readonly HazelcastListener _listener;
    private readonly List<HazelcastConnection> _connections = [];
    private readonly HazelcastMember _self;
    private long _calls = 100;

    public FakeMember()
    {
        _listener = HazelcastListener.Bind(IPAddress.Loopback, firstPort: 0, ports: 1, OnAccepted);
        Address = new HazelcastAddress("127.0.0.1", _listener.Port);
        _self = new HazelcastMember(Address, Guid.NewGuid(), IsLite: false, [new("node-id", "openfire1"), new("hostname", "openfire1.example")], new(5, 5, 0), 1);
        _listener.Listen();
    }

    public HazelcastAddress Address { get; }

    /// <summary>The answer to the first call after the join.</summary>
    public TaskCompletionSource<HazelcastPacket> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A heartbeat for this member has come.</summary>
    public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose()
    {
        _listener.Dispose();
        lock (_gate) _connections.ForEach(static connection => connection.Dispose());
    }

    void IHazelcastSink.OnConnected(HazelcastConnection connection)
    {
    }

    void IHazelcastSink.OnClosed(HazelcastConnection connection)
    {
    }

    void IHazelcastSink.OnPacket(HazelcastConnection connection, HazelcastPacket packet)
    {
        var encoder = new HazelcastEncoder(Dialect);
        switch (new HazelcastDecoder(Dialect).Decode(packet))
        {
            case MemberHandshake { WantsReply: true } handshake:
                foreach (var each in encoder.Handshake(Address, _self.Uuid, handshake.SenderAddress!, wantsReply: false)) connection.Send(each);
                break;
            case WhoIsMaster: connection.Send(encoder.MasterAnswer(Address)); break;
            case OtherOperation { Header.Kind: { Factory: 0, Class: 13 } }: OnJoin(connection, packet); break;
            case Heartbeat heartbeat when heartbeat.Addressee == _self.Uuid: Heard.TrySetResult(); break;
            case HazelcastResponse: Answered.TrySetResult(packet); break;
        }
    }

    /// <summary>Of the join request only the address and the UUID are looked at.</summary>
    private void OnJoin(HazelcastConnection connection, HazelcastPacket packet)
    {
        var input = new HazelcastReader(packet.Payload.Span, Dialect);
        input.Skip(sizeof(int));
        input.Object();
        input.Skip(8 + 2 + 2 + 8 + 8);
        input.Object();
        input.Skip(1 + sizeof(int));
        input.Object();
        input.Skip(3);
        var address = input.Address();
        var joiner = new HazelcastMember(address, input.Uuid()!.Value, IsLite: true, [new("node-id", "router"), new("hostname", "router.example")], new(5, 5, 0), 2);
        connection.Send(MemberWords.MembersUpdate(Dialect, joiner.Uuid, DateTimeOffset.UtcNow, [_self, joiner], 2, isFinal: true));
        connection.Send(MemberWords.Task(Dialect, "org.jivesoftware.openfire.cluster.GetBasicStatistics", Interlocked.Increment(ref _calls)));
    }

    private void OnAccepted(Socket socket)
    {
        lock (_gate) _connections.Add(HazelcastConnection.Take(socket, this));
    }
}

using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>What a <see cref="PoliteMember"/> wants done. In the order in which it says so.</summary>
internal interface IBridgeNetwork
{
    /// <summary>Connects to a member; answered by <see cref="PoliteMember.OnConnected"/> or <see cref="PoliteMember.OnDisconnected"/>.</summary>
    /// <param name="link">Names the connection from now on.</param>
    void Connect(int link, HazelcastAddress address);

    void Send(int link, HazelcastPacket packet);

    /// <summary>Ends a connection, if it is there still; nothing more is said of it.</summary>
    void Close(int link);

    /// <summary>Lets members connect to us, at the address that is ours all along.</summary>
    void Listen();

    /// <summary>From now on who connects to us is refused.</summary>
    void StopListening();

    /// <summary>Sends a datagram to the multicast group.</summary>
    void Multicast(ReadOnlyMemory<byte> datagram);

    /// <summary>The membership has changed.</summary>
    void Publish(BridgeView view);
}

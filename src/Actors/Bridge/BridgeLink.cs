using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>One connection with a member, whoever made it.</summary>
internal sealed class BridgeLink(int id, HazelcastAddress? dialled, HazelcastDialect dialect, DateTimeOffset since)
{
    public int Id => id;

    /// <summary>Where we have connected to. Null: it has connected to us.</summary>
    public HazelcastAddress? Dialled => dialled;

    public HazelcastDialect Dialect { get; } = dialect;

    public HazelcastEncoder Encoder { get; } = new(dialect);

    public HazelcastDecoder Decoder { get; } = new(dialect);

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset Since { get; } = since;

    public bool IsConnected { get; set; }

    /// <summary>Where the other side listens: known after its handshake.</summary>
    public HazelcastAddress? Remote { get; set; }

    public bool IsIntroduced => Remote is not null;
}

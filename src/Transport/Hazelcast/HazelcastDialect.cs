namespace XmppActors.Transport.Hazelcast;

/// <summary>How a Hazelcast member speaks: the same packets, another layout of what is in them.</summary>
public enum HazelcastDialect
{
    /// <summary>Hazelcast 5.3 to 5.7.</summary>
    V5,

    /// <summary>Hazelcast 3.12.</summary>
    V3,
}

namespace XmppActors.Transport.Hazelcast;

/// <summary>What a packet says, as far as a lite member that stays out of the data cares.</summary>
public abstract record HazelcastMessage;

/// <summary>Two members introduce themselves.</summary>
/// <param name="Sender">Null in 3.12.</param>
/// <param name="SenderAddress">Where the sender listens.</param>
/// <param name="Target">Whom the sender means to have reached.</param>
public sealed record MemberHandshake(Guid? Sender, HazelcastAddress? SenderAddress, HazelcastAddress? Target, bool WantsReply) : HazelcastMessage;

/// <summary>An operation: something is told, or asked.</summary>
public abstract record HazelcastOperation(OperationHeader Header) : HazelcastMessage;

/// <summary>A class that nobody here knows: answered with null when an answer is waited for.</summary>
public sealed record OtherOperation(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>A member looks for the master, for itself.</summary>
public sealed record WhoIsMaster(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>The master is there.</summary>
public sealed record MasterAnswer(OperationHeader Header, HazelcastAddress Master) : HazelcastOperation(Header);

/// <summary>The master has taken us in (<paramref name="IsFinal"/>), or somebody else has come or gone.</summary>
/// <param name="Addressee">Whom the master means.</param>
/// <param name="MasterTime">The cluster's clock: milliseconds since 1970.</param>
public sealed record MembersUpdated(OperationHeader Header, Guid? Addressee, long MasterTime, MembersView View, bool IsFinal)
    : HazelcastOperation(Header);

/// <summary>The master does not take us in.</summary>
/// <param name="Text">Its reason, in its words.</param>
public sealed record JoinRefused(OperationHeader Header, JoinRefusal Refusal, string Text) : HazelcastOperation(Header);

public enum JoinRefusal
{
    /// <summary>The name of the cluster or group, or its password, is another.</summary>
    Name,

    /// <summary>Another joiner type, partition count or the like.</summary>
    Configuration,

    /// <summary>Another version, mostly.</summary>
    BeforeJoin,

    /// <summary>The cluster wants credentials.</summary>
    Authentication,
}

public sealed record Heartbeat(OperationHeader Header, Guid? Addressee) : HazelcastOperation(Header);

/// <summary>Somebody holds us for no member (any more).</summary>
public sealed record Suspected(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>Who wants to become master asks for the list that we have; null would end its claim.</summary>
public sealed record FetchMembersView(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>A member that starts asks whether it may be master.</summary>
public sealed record MastershipClaim(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>A member asks whether we have the present state of the partitions.</summary>
/// <param name="Stamp">Of 5.x a hash, of 3.12 a version.</param>
public sealed record PartitionStateCheck(OperationHeader Header, long Stamp) : HazelcastOperation(Header);

/// <summary>Which member has which data: of interest is only whether it is new.</summary>
/// <param name="Stamp">As in <see cref="PartitionStateCheck"/>.</param>
public sealed record PartitionState(OperationHeader Header, long Stamp) : HazelcastOperation(Header);

/// <summary>Answered with true: migrations that have been done, a registration of a listener.</summary>
public sealed record AcceptedOperation(OperationHeader Header) : HazelcastOperation(Header);

/// <summary>A task to be executed here.</summary>
/// <param name="Executor">The name of the executor.</param>
/// <param name="Classes">Names of Java classes that occur in it, in order; empty when it is no Java object.</param>
public sealed record ExecutorTask(OperationHeader Header, string Executor, IReadOnlyList<string> Classes) : HazelcastOperation(Header);

/// <summary>A member wants to know which of its calls still run here.</summary>
public sealed record OperationControl : HazelcastMessage;

/// <summary>The answer to a call of ours; none is waited for.</summary>
public sealed record HazelcastResponse : HazelcastMessage;

/// <summary>Events, and whatever else is sent to those who listen.</summary>
public sealed record IgnoredPacket : HazelcastMessage;

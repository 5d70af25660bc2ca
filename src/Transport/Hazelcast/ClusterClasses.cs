namespace XmppActors.Transport.Hazelcast;

/// <summary>Numbers of the classes of the cluster's factory (0), of one dialect.</summary>
public sealed class ClusterClasses
{
    public const int Factory = 0;

    /// <summary>The same in both dialects.</summary>
    public const int Address = 1;

    public static ClusterClasses Of(HazelcastDialect dialect) => dialect == HazelcastDialect.V5 ? V5 : V3;

    private static readonly ClusterClasses V5 = new()
    {
        AuthenticationFailure = 0, Heartbeat = 3, ConfigCheck = 4, Handshake = 5, MembersUpdate = 6, FinalizeJoin = 7,
        BeforeJoinCheckFailure = 8, ConfigMismatch = 10, NameMismatch = 11, SplitBrainValidation = 12, JoinRequestOperation = 13,
        MastershipClaim = 15, WhoIsMaster = 16, EndpointQualifier = 17, OnJoin = 19, MasterAnswer = 21, MemberInfo = 25,
        JoinMessage = 26, JoinRequest = 27, MemberVersion = 29, SplitBrainJoinMessage = 31, Version = 32, FetchMembersView = 33,
        ExplicitSuspicion = 34, MembersView = 35, MembersViewMetadata = 37, HeartbeatComplaint = 38, ExtendedBind = -1,
    };

    private static readonly ClusterClasses V3 = new()
    {
        AuthenticationFailure = 0, Heartbeat = 3, ConfigCheck = 4, Handshake = 5, MembersUpdate = 6, FinalizeJoin = 7,
        BeforeJoinCheckFailure = 9, ConfigMismatch = 11, NameMismatch = 12, SplitBrainValidation = 13, JoinRequestOperation = 14,
        MastershipClaim = 16, WhoIsMaster = 18, EndpointQualifier = 45, OnJoin = 22, MasterAnswer = 24, MemberInfo = 28,
        JoinMessage = 29, JoinRequest = 30, MemberVersion = 32, SplitBrainJoinMessage = 34, Version = 35, FetchMembersView = 36,
        ExplicitSuspicion = 37, MembersView = 38, MembersViewMetadata = 40, HeartbeatComplaint = 41, ExtendedBind = 44,
    };

    public required int AuthenticationFailure { get; init; }

    public required int Heartbeat { get; init; }

    public required int ConfigCheck { get; init; }

    /// <summary>Called bind in 3.12.</summary>
    public required int Handshake { get; init; }

    /// <summary>3.12 only.</summary>
    public required int ExtendedBind { get; init; }

    public required int MembersUpdate { get; init; }

    public required int FinalizeJoin { get; init; }

    public required int BeforeJoinCheckFailure { get; init; }

    public required int ConfigMismatch { get; init; }

    public required int NameMismatch { get; init; }

    public required int SplitBrainValidation { get; init; }

    public required int JoinRequestOperation { get; init; }

    public required int MastershipClaim { get; init; }

    public required int WhoIsMaster { get; init; }

    public required int EndpointQualifier { get; init; }

    public required int OnJoin { get; init; }

    public required int MasterAnswer { get; init; }

    public required int MemberInfo { get; init; }

    public required int JoinMessage { get; init; }

    public required int JoinRequest { get; init; }

    public required int MemberVersion { get; init; }

    public required int SplitBrainJoinMessage { get; init; }

    public required int Version { get; init; }

    public required int FetchMembersView { get; init; }

    public required int ExplicitSuspicion { get; init; }

    public required int MembersView { get; init; }

    public required int MembersViewMetadata { get; init; }

    public required int HeartbeatComplaint { get; init; }
}

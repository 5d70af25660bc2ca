namespace XmppActors.Transport.Hazelcast;

/// <summary>What every operation begins with, whatever its class.</summary>
/// <param name="CallId">0: one way, must not be answered. Else an answer with this id is waited for.</param>
/// <param name="IsUrgent">Repeated in the answer.</param>
/// <param name="Caller">The UUID of whoever calls, if it is said.</param>
public readonly record struct OperationHeader(ObjectKind Kind, long CallId, bool IsUrgent, int PartitionId, Guid? Caller)
{
    /// <summary>Somebody waits for an answer.</summary>
    public bool IsInvocation => CallId != 0;

    internal static OperationHeader Read(ref HazelcastReader input, ObjectKind kind, bool isUrgent, HazelcastDialect dialect)
    {
        var callId = input.Long();
        var flags = (OperationFlags)input.Short();
        if (flags.HasFlag(OperationFlags.Service)) input.Text();
        var partition = flags.HasFlag(OperationFlags.WidePartition) ? input.Int() : input.Short();
        if (flags.HasFlag(OperationFlags.Replica)) input.Skip(1);
        input.Skip(sizeof(long)); // When it was invoked.
        input.Skip(flags.HasFlag(OperationFlags.WideTimeout) ? sizeof(long) : sizeof(int));
        if (flags.HasFlag(OperationFlags.WaitTimeout)) input.Skip(sizeof(long));
        var caller = flags.HasFlag(OperationFlags.Caller) ? input.Uuid() : null;
        if (dialect == HazelcastDialect.V5 && flags.HasFlag(OperationFlags.ClientCall)) input.Skip(sizeof(long));
        return new OperationHeader(kind, callId, isUrgent, partition, caller);
    }

    /// <summary>Writes the beginning of a one-way operation to a member.</summary>
    /// <param name="caller">Ours, where the class wants it.</param>
    internal static void WriteOneWay(HazelcastWriter output, Guid? caller)
    {
        output.Long(0);
        output.Short((short)(OperationFlags.ValidateTarget | OperationFlags.WideTimeout | (caller is null ? 0 : OperationFlags.Caller)));
        output.Short(-1);
        output.Long(-1);
        output.Long(long.MaxValue);
        if (caller is not null) output.Uuid(caller);
    }
}

[Flags]
internal enum OperationFlags : short
{
    ValidateTarget = 0x01,
    Caller = 0x02,
    Replica = 0x04,
    WaitTimeout = 0x08,
    WidePartition = 0x10,
    WideTimeout = 0x20,
    Service = 0x40,
    ClientCall = 0x80,
}

namespace XmppActors.Kernel.Actor;

/// <summary>Keeps emptied mailbox segments: a stack per thread, and a shared store through which the threads that fill mailboxes get
/// back, many at a time, what the threads that empty them gather.</summary>
/// <remarks>Bounded: what does not fit is left to the garbage collector.</remarks>
internal static class SegmentPool
{
    private const int PerThread = 64;
    private const int Batch = PerThread / 2;
    private const int SharedBatches = 256; // With segments of about 300 bytes, at most 2.5 MB rest here.

    private static readonly Lock Gate = new();
    private static readonly MailboxSegment[][] Shared = new MailboxSegment[SharedBatches][];
    private static int _sharedCount;

    [ThreadStatic]
    private static Local? _local;

    internal static MailboxSegment Rent()
    {
        var local = _local ??= new Local();
        if (local.Count == 0 && !Refill(local)) return new MailboxSegment();
        var segment = local.Items[--local.Count]!;
        local.Items[local.Count] = null;
        return segment;
    }

    internal static void Return(MailboxSegment segment)
    {
        segment.Reset();
        var local = _local ??= new Local();
        if (local.Count == PerThread) Spill(local);
        local.Items[local.Count++] = segment;
    }

    private static bool Refill(Local local)
    {
        if (Volatile.Read(ref _sharedCount) == 0) return false;
        lock (Gate)
        {
            if (_sharedCount == 0) return false;
            Shared[--_sharedCount].CopyTo(local.Items, 0);
            Shared[_sharedCount] = null!;
        }

        local.Count = Batch;
        return true;
    }

    private static void Spill(Local local)
    {
        local.Count -= Batch;
        if (Volatile.Read(ref _sharedCount) < SharedBatches)
        {
            var batch = new MailboxSegment[Batch];
            Array.Copy(local.Items, local.Count, batch, 0, Batch);
            lock (Gate)
            {
                if (_sharedCount < SharedBatches) Shared[_sharedCount++] = batch;
            }
        }

        Array.Clear(local.Items, local.Count, Batch);
    }

    private sealed class Local
    {
        internal readonly MailboxSegment?[] Items = new MailboxSegment?[PerThread];
        internal int Count;
    }
}

namespace XmppActors.Actors.Components.Policies;

/// <summary>Which instance has had which key lately, on one node: asked only while an instance is being drained.</summary>
/// <remarks>Of fixed size and without locks: a key takes its place from whoever held it, who is then forgotten, and goes to another instance
/// a little earlier than it need have. Torn writes are impossible: an entry is one word.</remarks>
internal sealed class KeptKeys
{
    private const int Slots = 8192; // 64 KiB for each farm and node.
    private const int SecondBits = 24; // 194 days.
    private const int InstanceBits = 16;
    private const ulong SecondMask = (1UL << SecondBits) - 1;
    private const ulong InstanceMask = (1UL << InstanceBits) - 1;

    private ulong[]? _entries; // Key 24 bits, instance 16 bits, second 24 bits.

    /// <summary>The key has gone to this instance.</summary>
    /// <param name="second">The node's clock, in seconds from any beginning.</param>
    public void Remember(ulong key, FarmInstance instance, long second)
    {
        var entries = _entries ?? Interlocked.CompareExchange(ref _entries, new ulong[Slots], null) ?? _entries;
        Volatile.Write(
            ref entries[key % Slots],
            (key & ~(InstanceMask << SecondBits | SecondMask)) | (TagOf(instance) << SecondBits) | ((ulong)second & SecondMask));
    }

    /// <summary>The key went to this instance last, not longer ago than that.</summary>
    public bool Has(ulong key, FarmInstance instance, long second, long within)
    {
        if (_entries is not { } entries) return false;
        var entry = Volatile.Read(ref entries[key % Slots]);
        return entry != 0
            && (entry ^ key) >> (SecondBits + InstanceBits) == 0
            && ((entry >> SecondBits) & InstanceMask) == TagOf(instance)
            && (long)(((ulong)second - entry) & SecondMask) <= within;
    }

    private static ulong TagOf(FarmInstance instance) => instance.Hash & InstanceMask;
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace XmppActors.Transport.Addresses;

/// <summary>Addresses seen lately, by their bytes on the wire before normalisation.</summary>
/// <remarks>
/// A fixed table of sets of four entries. Readers take no lock; writers race and the last one wins, which at worst
/// forgets an address. A full set gives up an entry that was not used since the set last filled. Nothing grows: the
/// table holds at most <c>capacity</c> entries with keys of at most <see cref="MaxKeyBytes"/> bytes, and the hash is
/// seeded per process, so a hostile sender can waste the work of parsing and no more.
/// </remarks>
internal sealed class JidCache(int capacity)
{
    /// <summary>Longer addresses are parsed each time. Real ones are 20 to 80 bytes.</summary>
    internal const int MaxKeyBytes = 128;

    private const int Ways = 4;

    internal static readonly JidCache Shared = new(capacity: 1 << 16);

    private static readonly ulong Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
    private static readonly ulong Multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;

    private readonly Entry?[] _entries = new Entry?[capacity];
    private readonly ulong _setMask = (ulong)(capacity / Ways) - 1;

    internal bool TryGet(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Jid? jid)
    {
        var hash = Hash(utf8);
        foreach (ref var slot in Set(hash))
        {
            var entry = Volatile.Read(ref slot);
            if (entry is not null && entry.Hash == hash && utf8.SequenceEqual(entry.Key))
            {
                if (!entry.Used)
                    entry.Used = true; // Written once, not on each hit: a shared cache line stays shared.
                jid = entry.Jid;
                return true;
            }
        }
        jid = null;
        return false;
    }

    internal void Add(ReadOnlySpan<byte> utf8, Jid jid)
    {
        if (utf8.Length > MaxKeyBytes)
            return;
        var hash = Hash(utf8);
        // An address written as it is normalised shares the bytes that writing it needs anyway.
        var key = jid.AttributeBytes.Span.SequenceEqual(utf8) ? jid.AttributeBytes : utf8.ToArray();
        ref var victim = ref Victim(Set(hash), hash);
        Volatile.Write(ref victim, new Entry(hash, key, jid));
    }

    internal int Count() => _entries.Count(entry => entry is not null);

    /// <summary>An empty slot, else one that was not read since the set last filled, else any: then the others have to
    /// earn their place again.</summary>
    private static ref Entry? Victim(Span<Entry?> set, ulong hash)
    {
        foreach (ref var slot in set)
        {
            if (Volatile.Read(ref slot) is null)
                return ref slot;
        }
        foreach (ref var slot in set)
        {
            if (Volatile.Read(ref slot) is { Used: false })
                return ref slot;
        }
        foreach (ref var slot in set)
        {
            if (Volatile.Read(ref slot) is { } entry)
                entry.Used = false;
        }
        return ref set[(int)(hash >> 62)];
    }

    private Span<Entry?> Set(ulong hash) => _entries.AsSpan((int)(hash & _setMask) * Ways, Ways);

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= 8)
        {
            hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        ulong tail = 0;
        foreach (var b in bytes)
            tail = (tail << 8) | b;
        return Fold(Fold(hash ^ tail) ^ Seed);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, Multiplier, out var low);
        return high ^ low;
    }

    private sealed class Entry(ulong hash, ReadOnlyMemory<byte> key, Jid jid)
    {
        private readonly ReadOnlyMemory<byte> _key = key;

        internal ulong Hash { get; } = hash;
        internal ReadOnlySpan<byte> Key => _key.Span;
        internal Jid Jid { get; } = jid;
        internal bool Used { get; set; }
    }
}

using System.Runtime.InteropServices;
using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>One string for a name that comes again and again: comparing well-known names becomes a comparison of references.</summary>
/// <remarks>
/// Process-wide, lock-free and of fixed size: a newcomer takes its slot from whoever held it, so a sender of random names costs allocations and
/// nothing else. Entries are immutable, hence a torn read is impossible.
/// </remarks>
internal static class NameTable
{
    private const int Slots = 4096;
    private const int MaxBytes = 128;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    internal static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxBytes)
            return Encoding.UTF8.GetString(utf8);
        ref var slot = ref Entries[Hash(utf8) % Slots];
        var entry = slot;
        if (entry is not null && utf8.SequenceEqual(entry.Utf8))
            return entry.Text;
        var text = Encoding.UTF8.GetString(utf8);
        slot = entry = new Entry(utf8.ToArray(), string.IsInterned(text) ?? text);
        return entry.Text;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        ulong hash = (ulong)utf8.Length * Prime;
        while (utf8.Length >= sizeof(ulong))
        {
            hash = ulong.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(utf8)) * Prime, 29);
            utf8 = utf8[sizeof(ulong)..];
        }
        foreach (var b in utf8)
            hash = (hash ^ b) * Prime;
        return (uint)(hash >> 40);
    }

    private sealed record Entry(byte[] Utf8, string Text);
}

using System.Text;

namespace XmppActors.Kernel.Serialization;

/// <summary>Turns the same few manifests into the same few strings; others into fresh ones.</summary>
internal sealed class Manifests
{
    private const int Slots = 256;

    private readonly Entry?[] _entries = new Entry?[Slots]; // Immutable entries: whichever thread writes last is right.

    /// <param name="utf8">Valid UTF-8.</param>
    internal string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        ref var slot = ref _entries[SlotOf(utf8)];
        if (Volatile.Read(ref slot) is { } known && utf8.SequenceEqual(known.Utf8)) return known.Text;
        var entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        if (utf8.Length <= 64) Volatile.Write(ref slot, entry);
        return entry.Text;
    }

    private static int SlotOf(ReadOnlySpan<byte> utf8) =>
        ((utf8.Length * 31) + (utf8[0] * 17) + (utf8[utf8.Length / 2] * 5) + utf8[^1]) & (Slots - 1);

    private sealed record Entry(byte[] Utf8, string Text);
}

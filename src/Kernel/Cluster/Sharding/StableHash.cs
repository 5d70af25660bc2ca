using System.Numerics;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>A hash of text that is the same on every node, in every process and version: where an entity lives depends on it. Not for
/// tables that an attacker can fill: those use the runtime's seeded hash.</summary>
internal static class StableHash
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    internal static uint Of(string text)
    {
        var hash = (ulong)text.Length;
        var rest = text.AsSpan();
        while (rest.Length >= 4)
        {
            hash = Mix(hash, rest[0] | ((ulong)rest[1] << 16) | ((ulong)rest[2] << 32) | ((ulong)rest[3] << 48));
            rest = rest[4..];
        }

        foreach (var character in rest) hash = Mix(hash, character);
        hash ^= hash >> 32;
        hash *= Multiplier;
        return (uint)(hash >> 32);
    }

    private static ulong Mix(ulong hash, ulong value) =>
        BitOperations.RotateLeft((hash ^ value) * Multiplier, 29);
}

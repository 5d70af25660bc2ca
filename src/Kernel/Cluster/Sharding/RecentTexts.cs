using System.Text;

namespace XmppActors.Kernel.Cluster.Sharding;

/// <summary>Texts that were read lately, so that one which comes again and again is made once. Not thread-safe.</summary>
/// <remarks>Of texts that fall together, the latest stays. Longer ones are not kept.</remarks>
internal sealed class RecentTexts
{
    private const int Places = 1024;
    private const int LongestKept = 128;

    private string?[]? _texts;

    internal string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept) return Encoding.UTF8.GetString(utf8);
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var place = ref (_texts ??= new string?[Places])[hash.ToHashCode() & (Places - 1)];
        if (place is not null && Ascii.Equals(utf8, place)) return place;
        return place = Encoding.UTF8.GetString(utf8);
    }
}

using System.Globalization;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>One life of one node: the same host and port never come back with the same incarnation.</summary>
internal sealed record UniqueAddress(string Host, int Port, long Incarnation) : IComparable<UniqueAddress>
{
    /// <summary>As in the store's keys: <c>host:port#incarnation</c>.</summary>
    internal string Text { get; } = string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}#{Incarnation}");

    public bool Equals(UniqueAddress? other) => ReferenceEquals(this, other) || (other is not null && Text == other.Text);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    public int CompareTo(UniqueAddress? other) => string.CompareOrdinal(Text, other?.Text);

    public override string ToString() => Text;

    internal static UniqueAddress Parse(string text)
    {
        var hash = text.LastIndexOf('#');
        var colon = text.LastIndexOf(':', hash);
        return new UniqueAddress(
            text[..colon],
            int.Parse(text.AsSpan(colon + 1, hash - colon - 1), CultureInfo.InvariantCulture),
            long.Parse(text.AsSpan(hash + 1), CultureInfo.InvariantCulture));
    }

    internal bool IsSameHost(UniqueAddress other) => Port == other.Port && Host == other.Host;
}

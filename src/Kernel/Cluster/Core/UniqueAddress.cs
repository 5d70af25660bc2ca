using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XmppActors.Kernel.Cluster.Core;

/// <summary>One life of one node: the same host and port never come back with the same incarnation.</summary>
internal sealed class UniqueAddress(string host, int port, long incarnation) : IEquatable<UniqueAddress>, IComparable<UniqueAddress>
{
    public string Host => host;

    public int Port => port;

    public long Incarnation => incarnation;

    /// <summary>As in the store's keys: <c>host:port#incarnation</c>.</summary>
    internal string Text { get; } = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}#{incarnation}");

    public static bool operator ==(UniqueAddress? one, UniqueAddress? other) => one is null ? other is null : one.Equals(other);

    public static bool operator !=(UniqueAddress? one, UniqueAddress? other) => !(one == other);

    public override bool Equals(object? obj) => Equals(obj as UniqueAddress);

    public bool Equals(UniqueAddress? other) => ReferenceEquals(this, other) || (other is not null && Text == other.Text);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    public int CompareTo(UniqueAddress? other) => string.CompareOrdinal(Text, other?.Text);

    public override string ToString() => Text;

    /// <exception cref="FormatException">It is none.</exception>
    internal static UniqueAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"\"{text}\" is no host:port#incarnation.");

    internal static bool TryParse(string text, [NotNullWhen(true)] out UniqueAddress? address)
    {
        address = null;
        var hash = text.LastIndexOf('#');
        var colon = hash < 0 ? -1 : text.LastIndexOf(':', hash);
        if (colon <= 0
            || !int.TryParse(text.AsSpan(colon + 1, hash - colon - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || !long.TryParse(text.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var incarnation)) return false;
        address = new UniqueAddress(text[..colon], port, incarnation);
        return true;
    }

    internal bool IsSameHost(UniqueAddress other) => Port == other.Port && Host == other.Host;
}

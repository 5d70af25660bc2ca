using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace XmppActors.Kernel.Actor;

/// <summary>Names an actor system, and the node that it runs on once it has joined others.</summary>
public sealed class Address : IEquatable<Address>
{
    /// <summary>The address of references that belong to no system.</summary>
    public static readonly Address AllSystems = new("akka", "all-systems");

    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host;
        Port = port;
    }

    public string Protocol { get; }

    public string System { get; }

    /// <summary><c>null</c> for a system that cannot be reached from elsewhere.</summary>
    public string? Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => Host is null;

    public bool HasGlobalScope => Host is not null;

    public bool Equals(Address? other) => other is not null && Port == other.Port && Protocol == other.Protocol
        && System == other.System && Host == other.Host;

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    public override string ToString() =>
        Host is null ? $"{Protocol}://{System}" : $"{Protocol}://{System}@{Host}:{Port}";

    /// <summary>Reads the address in front of a path.</summary>
    /// <param name="rest">What follows it.</param>
    internal static bool TryParse(string text, [NotNullWhen(true)] out Address? address, out string rest)
    {
        address = null;
        rest = "";
        var protocolEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (protocolEnd <= 0) return false;
        var start = protocolEnd + 3;
        var end = text.IndexOf('/', start);
        var authority = end < 0 ? text[start..] : text[start..end];
        rest = end < 0 ? "" : text[end..];
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            address = new Address(text[..protocolEnd], authority);
            return authority.Length > 0;
        }

        var colon = authority.LastIndexOf(':');
        if (at == 0 || colon <= at + 1
            || !ushort.TryParse(authority.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        address = new Address(text[..protocolEnd], authority[..at], authority[(at + 1)..colon], port);
        return true;
    }

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);
}

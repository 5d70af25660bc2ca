using System.Globalization;
using System.Net;
using System.Net.Sockets;
using XmppActors.Transport.Connections;

namespace XmppActors.Transport.Dialling;

/// <summary>Whom to dial, and how.</summary>
public sealed record DialTarget
{
    /// <summary>A name, of which all addresses are tried in the order that the system gives them, or an address without brackets.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary><see cref="TlsMode.None"/>, <see cref="TlsMode.Direct"/>, or <see cref="TlsMode.StartTls"/>: whoever has the sink asks for it,
    /// and we are the client of the handshake.</summary>
    public TlsMode Tls { get; init; }

    public DialTlsSettings TlsSettings { get; init; } = new();

    /// <summary>Longest time until it is connected, name lookup and direct TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public ConnectionSettings Connections { get; init; } = ConnectionSettings.Default;

    /// <summary>As operators write it.</summary>
    public override string ToString() => Write(Host, Port);

    /// <summary><c>host:port</c>, with an IPv6 address in brackets.</summary>
    public static string Write(string host, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");

    /// <summary>Reads <c>host:port</c>, <c>192.0.2.1:5347</c> or <c>[2001:db8::1]:5347</c>; a port from 1 on.</summary>
    public static bool TryRead(string text, out string host, out int port)
    {
        (host, port) = ("", 0);
        int colon = text.LastIndexOf(':');
        if (colon < 1
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            || number == 0)
        {
            return false;
        }
        var name = text[..colon];
        if (name.StartsWith('[') && name.EndsWith(']'))
        {
            name = name[1..^1];
            if (!IPAddress.TryParse(name, out var address) || address.AddressFamily != AddressFamily.InterNetworkV6)
                return false;
        }
        else if (Uri.CheckHostName(name) is not (UriHostNameType.Dns or UriHostNameType.IPv4))
        {
            return false;
        }
        (host, port) = (name, number);
        return true;
    }
}

/// <summary>What the certificate of whoever is dialled must be.</summary>
public sealed record DialTlsSettings
{
    /// <summary>Off: any certificate is good enough, and whoever is on the way can read and write all. For tests.</summary>
    public bool VerifiesCertificate { get; init; } = true;

    /// <summary>PEM certificates of those who may have signed it; null or empty: those that the operating system trusts. Read at each
    /// handshake.</summary>
    public string? AuthoritiesPath { get; init; }

    /// <summary>The name that it must be for; null or empty: the dialled host's.</summary>
    public string? Name { get; init; }
}

using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Host.Bridge;

/// <summary>Where members may be, and which of this machine's addresses they reach us at.</summary>
internal static class BridgeAddresses
{
    /// <summary>Of a member without a port, so many ports are tried, as members do.</summary>
    private const int PortsTried = 3;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, and ranges of the last number (<c>10.0.0.5-9</c>).</summary>
    /// <param name="firstPort">Where members listen that do not say.</param>
    /// <returns>Empty: it is none of these.</returns>
    public static IEnumerable<HazelcastAddress> Read(string member, int firstPort)
    {
        var host = member;
        int? port = null;
        if (member.LastIndexOf(':') is var colon and > 0 && member.IndexOf(':') == colon)
        {
            if (!int.TryParse(member[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > ushort.MaxValue) yield break;
            (host, port) = (member[..colon], number);
        }
        foreach (var each in Hosts(host))
        {
            for (var i = 0; i < (port is null ? PortsTried : 1); i++) yield return new HazelcastAddress(each, (port ?? firstPort) + i);
        }
    }

    /// <summary>Whether an address is one of <c>10.3.10.*</c>, <c>10.3.10.4-18</c> or <c>10.3.10.5</c>.</summary>
    public static bool Matches(string pattern, IPAddress address)
    {
        var wanted = pattern.Split('.');
        var own = $"{address}".Split('.');
        return wanted.Length == own.Length && wanted.Zip(own).All(each => MatchesPart(each.First, each.Second));
    }

    /// <summary>The address that members reach this machine at.</summary>
    /// <param name="patterns">Of the members' interfaces; empty: any.</param>
    /// <returns>Null: there is none.</returns>
    public static IPAddress? FindOwn(IReadOnlyList<string> patterns, IReadOnlyList<HazelcastAddress> candidates)
    {
        if (patterns.Count == 0 && candidates.Count > 0 && Towards(candidates[0]) is { } towards) return towards;
        var own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(each => each.OperationalStatus == OperationalStatus.Up)
            .SelectMany(each => each.GetIPProperties().UnicastAddresses)
            .Select(each => each.Address)
            .Where(each => each.AddressFamily == AddressFamily.InterNetwork)
            .ToList();
        return patterns.Count > 0
            ? own.FirstOrDefault(address => patterns.Any(pattern => Matches(pattern, address)))
            : own.FirstOrDefault(address => !IPAddress.IsLoopback(address)) ?? own.FirstOrDefault();
    }

    private static IEnumerable<string> Hosts(string host)
    {
        var parts = host.Split('.');
        if (parts is not [_, _, _, var last] || last.Split('-') is not [var from, var to]
            || !byte.TryParse(from, CultureInfo.InvariantCulture, out var first) || !byte.TryParse(to, CultureInfo.InvariantCulture, out var end))
        {
            if (Uri.CheckHostName(host) != UriHostNameType.Unknown) yield return host;
            yield break;
        }
        for (int i = first; i <= end; i++) yield return $"{parts[0]}.{parts[1]}.{parts[2]}.{i}";
    }

    private static bool MatchesPart(string wanted, string own)
    {
        if (wanted == "*" || wanted == own) return true;
        return wanted.Split('-') is [var from, var to]
            && byte.TryParse(from, CultureInfo.InvariantCulture, out var first) && byte.TryParse(to, CultureInfo.InvariantCulture, out var last)
            && byte.TryParse(own, CultureInfo.InvariantCulture, out var number) && number >= first && number <= last;
    }

    /// <summary>The address that this machine would send from; nothing is sent.</summary>
    private static IPAddress? Towards(HazelcastAddress candidate)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(candidate.Host, candidate.Port);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null; // A name that is not known, or no way there.
        }
    }
}

using System.Collections.Immutable;
using System.Net;

namespace XmppActors.Transport.Dialling.Names;

/// <summary>What is asked for (RFC 1035 §3.2.2).</summary>
public enum DnsType : ushort
{
    /// <summary>IPv4 addresses.</summary>
    A = 1,

    /// <summary>IPv6 addresses (RFC 3596).</summary>
    Aaaa = 28,

    /// <summary>Where a service is (RFC 2782).</summary>
    Srv = 33,
}

/// <summary>What a server has answered: the records of the type that was asked for, aliases followed.</summary>
/// <param name="Addresses">Of A and AAAA.</param>
/// <param name="Services">Of SRV.</param>
/// <param name="TimeToLive">The shortest of all that led here; zero when there is none.</param>
public sealed record DnsAnswer(ImmutableArray<IPAddress> Addresses, ImmutableArray<DnsService> Services, TimeSpan TimeToLive)
{
    /// <summary>There is no such name, or nothing of this type by it.</summary>
    public bool IsEmpty => Addresses.IsEmpty && Services.IsEmpty;
}

/// <param name="Priority">The lower are tried before the higher.</param>
/// <param name="Weight">Its share among those of its priority.</param>
/// <param name="Target">A name, without its last dot; empty where the service is expressly not offered.</param>
public sealed record DnsService(int Priority, int Weight, int Port, string Target);

/// <summary>No server has given an answer; the message says why, in words for the operator.</summary>
public sealed class DnsFailedException : Exception
{
    public DnsFailedException()
    {
    }

    public DnsFailedException(string message)
        : base(message)
    {
    }

    public DnsFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

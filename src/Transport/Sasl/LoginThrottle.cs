using System.Net;
using System.Net.Sockets;
using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Sasl;

/// <summary>Slows and limits failed logins per address and per account (RFC 6120 §13.11, §13.12). One per node, for any
/// number of threads.</summary>
/// <remarks>
/// An account is charged when an attempt begins and gets it back when the attempt succeeds: a thousand attempts at once
/// are a thousand charges. An address is charged when an attempt fails, since all the people behind one router may come
/// back at once. Wherever an account has logged in, what others do to it elsewhere does not lock it out. Existing and
/// unknown accounts are treated alike. IPv6 addresses count by their /64.
/// </remarks>
public sealed class LoginThrottle(LoginThrottleSettings settings, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private readonly LeakyCounters<IPAddress> _addresses =
        new(settings.Capacity, settings.AddressLimit / settings.Window.TotalSeconds);
    private readonly LeakyCounters<BareJid> _accounts =
        new(settings.Capacity, settings.AccountLimit / settings.Window.TotalSeconds);
    private readonly LeakyCounters<(BareJid, IPAddress)> _known = new(settings.Capacity, drainPerSecond: 0);

    /// <summary>
    /// To be asked once per attempt, when the account is named and before its credentials are looked at. After <see
    /// cref="LoginDecision.Proceed"/> exactly one of <see cref="Succeeded"/> and <see cref="Failed"/> follows; a stream
    /// that ends in between has failed.
    /// </summary>
    /// <param name="address">Where the stream comes from.</param>
    /// <param name="account">Null for ANONYMOUS.</param>
    public LoginDecision Begin(IPAddress address, BareJid? account)
    {
        var (network, now) = (Network(address), time.GetElapsedTime(_start));
        lock (_lock)
        {
            var atAddress = _addresses.Level(network, now);
            if (atAddress >= settings.AddressLimit)
                return Refused(atAddress, settings.AddressLimit);
            if (account is null || _known.Level((account, network), now) > 0)
                return new LoginDecision.Proceed(Delay(atAddress));
            var atAccount = _accounts.Level(account, now);
            if (atAccount >= settings.AccountLimit)
                return Refused(atAccount, settings.AccountLimit);
            _accounts.Add(account, 1, settings.AccountLimit + 1, now);
            return new LoginDecision.Proceed(Delay(Math.Max(atAddress, atAccount)));
        }
    }

    public void Succeeded(IPAddress address, BareJid? account)
    {
        if (account is null)
            return;
        var (network, now) = (Network(address), time.GetElapsedTime(_start));
        lock (_lock)
        {
            if (_known.Level((account, network), now) <= 0)
                _accounts.Add(account, -1, settings.AccountLimit + 1, now);
            _known.Add((account, network), 1, ceiling: 1, now);
        }
    }

    public void Failed(IPAddress address)
    {
        var (network, now) = (Network(address), time.GetElapsedTime(_start));
        lock (_lock)
            _addresses.Add(network, 1, settings.AddressLimit + 1, now);
    }

    internal int Remembered
    {
        get
        {
            lock (_lock)
                return Math.Max(_addresses.Count, Math.Max(_accounts.Count, _known.Count));
        }
    }

    private TimeSpan Delay(double failures)
    {
        var beyond = (int)Math.Floor(failures) - settings.FreeFailures;
        if (beyond < 0)
            return TimeSpan.Zero;
        var delay = settings.FirstDelay * Math.Pow(2, Math.Min(beyond, 30));
        return delay < settings.MaxDelay ? delay : settings.MaxDelay;
    }

    /// <summary>One more attempt is possible when the level has drained below the limit.</summary>
    private LoginDecision.Refuse Refused(double level, int limit) =>
        new(settings.Window * ((level - limit) / limit) + TimeSpan.FromSeconds(1));

    private static IPAddress Network(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}

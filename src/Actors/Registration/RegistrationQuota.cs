using System.Net;
using System.Net.Sockets;

namespace XmppActors.Actors.Registration;

/// <summary>
/// Counts accounts made from one address within a window of time. Belongs to the <see cref="Registrar"/>.
/// </summary>
internal sealed class RegistrationQuota(RegistrationSettings settings)
{
    private readonly Dictionary<IPAddress, Count> _counts = [];
    private readonly Queue<(DateTimeOffset Ends, IPAddress Network)> _windows = [];

    /// <summary>Takes one from the address's quota. The window begins with its first.</summary>
    /// <returns>False: the quota is used up, or there are too many addresses to remember.</returns>
    public bool TryTake(IPAddress address, DateTimeOffset now)
    {
        ForgetEnded(now);
        var network = NetworkOf(address);
        if (_counts.TryGetValue(network, out var count))
            return count.TryAdd(settings.MaxPerAddress);
        if (_counts.Count >= settings.MaxAddresses)
            return false;
        count = new Count();
        _counts.Add(network, count);
        _windows.Enqueue((now + settings.Window, network));
        return count.TryAdd(settings.MaxPerAddress);
    }

    /// <summary>An IPv4 address, or the /64 of an IPv6 one: what one subscriber gets.</summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void ForgetEnded(DateTimeOffset now)
    {
        while (_windows.TryPeek(out var window) && window.Ends <= now)
        {
            _windows.Dequeue();
            _counts.Remove(window.Network);
        }
    }

    private sealed class Count
    {
        private int _taken;

        public bool TryAdd(int limit) => _taken < limit && ++_taken <= limit;
    }
}

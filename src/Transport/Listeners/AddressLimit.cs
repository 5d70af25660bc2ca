using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace XmppActors.Transport.Listeners;

/// <summary>Counts connections by their address, and lets in no more than <paramref name="most"/> from one; 0: as many
/// as come.</summary>
internal sealed class AddressLimit(int most)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<IPAddress, int> _counts = [];

    public bool TryEnter(EndPoint? endPoint)
    {
        if (most == 0 || KeyOf(endPoint) is not { } key)
            return true;
        lock (_sync)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
            if (count >= most)
                return false;
            count++;
            return true;
        }
    }

    /// <summary>Once for each entry that succeeded.</summary>
    public void Leave(EndPoint? endPoint)
    {
        if (most == 0 || KeyOf(endPoint) is not { } key)
            return;
        lock (_sync)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_counts, key) == 0)
                _counts.Remove(key);
        }
    }

    /// <summary>Who has one IPv6 address has at least the /64 that it is in.</summary>
    private static IPAddress? KeyOf(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint { Address: var address })
            return null;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return address;
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}

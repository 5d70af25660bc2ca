using System.Collections.Immutable;
using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <remarks>This part keeps its connections.</remarks>
internal sealed partial class PoliteMember
{
    /// <summary>A member that says nothing speaks the other dialect, or nothing at all.</summary>
    private void GiveUpMute(DateTimeOffset now)
    {
        foreach (var link in _links.Values.Where(link => !link.IsIntroduced && now - link.Since >= ReplyTime).ToList())
        {
            if (link is { Dialled: { } address, IsConnected: true })
                _dialects[address] = link.Dialect == HazelcastDialect.V5 ? HazelcastDialect.V3 : HazelcastDialect.V5;
            Close(link);
        }
    }

    private void Dial(HazelcastAddress address, DateTimeOffset now)
    {
        if (_links.Values.Any(link => link.Dialled == address)) return; // On its way.
        var link = new BridgeLink(++_newestLink, address, _dialects.GetValueOrDefault(address), now);
        _links.Add(link.Id, link);
        network.Connect(link.Id, address);
    }

    private void Close(BridgeLink link)
    {
        _links.Remove(link.Id);
        network.Close(link.Id);
    }

    private void Send(BridgeLink link, ImmutableArray<HazelcastPacket> packets)
    {
        foreach (var packet in packets) network.Send(link.Id, packet);
    }

    private BridgeLink? LinkTo(HazelcastAddress address)
    {
        foreach (var link in _links.Values)
        {
            if (link.Remote == address) return link;
        }
        return null;
    }
}

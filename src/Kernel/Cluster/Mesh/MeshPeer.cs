using System.Buffers;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>All that this node has to do with one incarnation of another: two lanes there, two lanes back.</summary>
internal sealed class MeshPeer
{
    private readonly DataOutbox _data;
    private readonly ControlOutbox _control;
    private readonly OutgoingLane[] _outgoing;
    private readonly IncomingLane _dataBack;
    private readonly IncomingLane _controlBack;

    internal MeshPeer(TcpMesh mesh, UniqueAddress address)
    {
        _data = new DataOutbox(mesh.Settings, () => mesh.Receiver.OnWritable(address));
        _control = new ControlOutbox(mesh.Settings);
        _outgoing = [new OutgoingLane(mesh, MeshLane.Control, address, _control), new OutgoingLane(mesh, MeshLane.Data, address, _data)];
        _controlBack = new IncomingLane(mesh, MeshLane.Control, address);
        _dataBack = new IncomingLane(mesh, MeshLane.Data, address);
    }

    internal void Start()
    {
        foreach (var lane in _outgoing) lane.Start();
    }

    internal IncomingLane Incoming(MeshLane lane) => lane == MeshLane.Data ? _dataBack : _controlBack;

    internal bool TrySend<TState>(TState state, Action<TState, IBufferWriter<byte>> write) => _data.TryAppend(state, write);

    internal void SendControl(ReadOnlySpan<byte> datagram) => _control.Add(datagram);

    internal void Hurry()
    {
        foreach (var lane in _outgoing) lane.Hurry();
    }

    /// <summary>Ends all four: when everything that was sent is taken, if the other side takes it, and with goodbyes; or at once and without a
    /// word, which to the other side looks as if this process had ended, except that its port does not refuse.</summary>
    internal async Task StopAsync(bool isOrderly)
    {
        await Task.WhenAll(
            _outgoing[0].StopAsync(isOrderly), _outgoing[1].StopAsync(isOrderly), _controlBack.StopAsync(isOrderly), _dataBack.StopAsync(isOrderly));
        foreach (var lane in _outgoing) lane.Dispose();
        _data.Close();
    }
}

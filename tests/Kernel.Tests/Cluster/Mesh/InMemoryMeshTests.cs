using System.Buffers;
using System.Text;
using XmppActors.Kernel.Cluster.Core;
using XmppActors.Kernel.Cluster.Mesh;
using XmppActors.Kernel.Support;
using XmppActors.Tests.Shared;

namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class InMemoryMeshTests
{
    private static readonly UniqueAddress A = new("a", 1, 1);
    private static readonly UniqueAddress B = new("b", 1, 1);

    private readonly SteppedTurns _turns = new();
    private readonly InMemoryMeshNetwork _network;
    private readonly IMesh _a;
    private readonly IMesh _b;
    private readonly Recorder _atA = new();
    private readonly Recorder _atB = new();

    public InMemoryMeshTests()
    {
        _network = new InMemoryMeshNetwork(_turns.Schedule, bound: 4);
        _a = _network.Create(A);
        _b = _network.Create(B);
        _a.StartAsync(_atA, TestContext.Current.CancellationToken);
        _b.StartAsync(_atB, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Frames_wait_until_the_sender_is_a_peer_of_the_receiver()
    {
        _a.SetPeers([B]);
        Assert.True(Send("1"));
        _turns.RunAll();
        Assert.Empty(_atB.Told);

        _b.SetPeers([A]);
        _turns.RunAll();

        Assert.Equal(["frame a:1#1 1"], _atB.Told);
    }

    [Fact]
    public void A_cut_keeps_frames_and_loses_datagrams()
    {
        Connect();
        _network.Cut(A, B);
        Assert.True(Send("1"));
        _a.SendControl(B, "2"u8.ToArray());
        _turns.RunAll();
        Assert.Empty(_atB.Told);

        _network.Heal();
        _a.SendControl(B, "3"u8.ToArray());
        _turns.RunAll();

        Assert.Equal(["control a:1#1 3", "frame a:1#1 1"], _atB.Told);
    }

    [Fact]
    public void Beyond_the_bound_frames_are_refused_until_half_of_it_is_free()
    {
        Connect();
        Assert.True(Send("1234"));

        Assert.False(Send("5"));
        _turns.RunAll();

        Assert.Equal(["writable b:1#1"], _atA.Told);
        Assert.True(Send("5"));
    }

    [Fact]
    public void Who_is_killed_is_missed_and_who_comes_after_it_is_another()
    {
        Connect();
        _network.Kill(B);
        _turns.RunAll();
        Assert.Equal(["Reset b:1#1", "Refused b:1#1"], _atA.Told);

        _network.Create(new UniqueAddress("b", 1, 2));
        _turns.RunAll();

        Assert.Equal("Replaced b:1#1", _atA.Told[^1]);
    }

    [Fact]
    public void Who_was_given_up_is_never_spoken_to_again()
    {
        Connect();
        _b.SetPeers([]);
        _b.SetPeers([A]);

        Assert.True(Send("1"));
        _turns.RunAll();

        Assert.Empty(_atB.Told);
    }

    private void Connect()
    {
        _a.SetPeers([B]);
        _b.SetPeers([A]);
    }

    private bool Send(string text) => _a.TrySend(B, text, static (text, output) => output.Write(Encoding.UTF8.GetBytes(text)));
}

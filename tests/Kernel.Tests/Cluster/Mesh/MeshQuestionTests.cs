using System.Text;
using XmppActors.Kernel.Cluster.Mesh;

namespace XmppActors.Kernel.Cluster.MeshTests;

public sealed class MeshQuestionTests : MeshTest
{
    [Fact]
    public async Task Who_has_the_secret_is_answered_without_being_a_member()
    {
        var a = await StartAsync(1, Answering);

        var answer = await MeshQuestion.AskAsync(Settings, "localhost", a.Self.Port, "where is the store"u8.ToArray(), Cancelled);

        Assert.Equal("where is the store? postgres://romeo:password@store", Encoding.UTF8.GetString(answer));
    }

    /// <summary>As where all nodes are on one machine and nobody has configured a secret.</summary>
    [Fact]
    public async Task No_secret_is_one_like_others()
    {
        var a = await StartAsync(1, s => Answering(s) with { Secret = default });

        var answer = await MeshQuestion.AskAsync(Settings with { Secret = default }, "127.0.0.1", a.Self.Port, "a"u8.ToArray(), Cancelled);

        Assert.StartsWith("a?", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        await Assert.ThrowsAsync<MeshException>(() => MeshQuestion.AskAsync(Settings, "127.0.0.1", a.Self.Port, "a"u8.ToArray(), Cancelled));
    }

    [Fact]
    public async Task Neither_question_nor_answer_can_be_read_on_the_way()
    {
        var a = await StartAsync(1, Answering, proxied: true);

        await MeshQuestion.AskAsync(Settings, "127.0.0.1", a.Self.Port, "where is the store"u8.ToArray(), Cancelled);

        var seen = a.Proxy!.Seen;
        Assert.True(seen.AsSpan().IndexOf("XmppMesh"u8) >= 0);
        Assert.True(seen.AsSpan().IndexOf("the store"u8) < 0);
        Assert.True(seen.AsSpan().IndexOf("password"u8) < 0);
    }

    [Fact]
    public async Task Also_a_node_that_may_not_act_answers()
    {
        var a = await StartAsync(1, s => Answering(s) with { MayAct = static () => false });

        var answer = await a.Mesh.AskAsync("127.0.0.1", a.Self.Port, "how are you"u8.ToArray(), Cancelled);

        Assert.StartsWith("how are you?", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_let_in_or_not_answered_is_told_why()
    {
        var a = await StartAsync(1);
        var port = a.Self.Port;

        await AssertRefusedAsync("127.0.0.1:" + port + " has no answer to that.", Settings, []);
        await AssertRefusedAsync("The question is longer than 65536 bytes.", Settings, new byte[65_537]);
        await AssertRefusedAsync("127.0.0.1:" + port + " has another cluster secret", Settings with { Secret = "wrong"u8.ToArray() }, []);
        await AssertRefusedAsync("127.0.0.1:" + port + " belongs to another cluster", Settings with { ClusterName = "mantua" }, []);
        await a.Mesh.DisposeAsync();
        await AssertRefusedAsync("127.0.0.1:" + port + " cannot be reached (Connection refused)", Settings, []);

        async Task AssertRefusedAsync(string expected, MeshSettings settings, byte[] question)
        {
            var refused = await Assert.ThrowsAsync<MeshException>(() => MeshQuestion.AskAsync(settings, "127.0.0.1", port, question, Cancelled));
            Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
        }
    }

    private static MeshSettings Answering(MeshSettings settings) => settings with
    {
        OnQuestion = static (question, _) =>
            Task.FromResult<byte[]?>([.. question.Span, .. "? postgres://romeo:password@store"u8]),
    };
}

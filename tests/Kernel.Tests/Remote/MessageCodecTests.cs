using System.Buffers;
using System.Runtime.Serialization;
using System.Text;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Cluster.Sharding;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Serialization;

namespace XmppActors.Kernel.Remote;

public sealed class MessageCodecTests
{
    public static TheoryData<object> Messages =>
    [
        "", "Art thou not Romeo, and a Montague? ☾", 0, -1, int.MaxValue, long.MinValue, new ShardingEnvelope("romeo@montague.example", "hail"),
        new ShardingEnvelope(new string('x', 1000), 5L), new Payload("x"), new ShardingEnvelope("e", new Payload("y")), new Sub("z"),
    ];

    [Theory, MemberData(nameof(Messages))]
    public void A_message_is_read_as_it_was_written(object message)
    {
        using var pair = new NodePair();
        AddSerializers(pair);

        var (read, sender) = pair.There.System.Codec.Read(Write(pair, message, sender: null));

        Assert.Equal(message is Sub sub ? new Payload(sub.Text) : message, read);
        Assert.Null(sender);
    }

    [Fact]
    public void Messages_without_equality_are_read_as_they_were_written()
    {
        using var pair = new NodePair();
        object Read(object message) => pair.There.System.Codec.Read(Write(pair, message, sender: null)).Message;

        Assert.Equal([1, 2, 3], (byte[])Read(new byte[] { 1, 2, 3 }));
        Assert.Same(Done.Instance, Read(Done.Instance));
        Assert.Same(PoisonPill.Instance, Read(PoisonPill.Instance));
        Assert.Null(((Status.Success)Read(Status.Success.Instance)).Status);
        Assert.Equal("well", ((Status.Success)Read(new Status.Success("well"))).Status);
        Assert.Equal("ill", ((Status.Failure)Read(new Status.Failure(new InvalidOperationException("ill")))).Cause.Message);
        Assert.Equal("id", ((Identify)Read(new Identify("id"))).MessageId);
        Assert.Equal((null, null), Read(new ActorIdentity(null, null)) is ActorIdentity none ? (none.MessageId, none.Subject) : ("", null));
        var actor = pair.Here.Probe().Ref;
        Assert.Equal(pair.There.Import(actor), ((ActorIdentity)Read(new ActorIdentity(7, actor))).Subject);
    }

    [Fact]
    public void The_bytes_mean_the_same_on_each_node()
    {
        using var pair = new NodePair();
        var sender = pair.Here.Probe();
        var bytes = Write(pair, "hail", sender.Ref);

        Assert.Same(sender.Ref, pair.Here.System.Codec.Read(bytes).Sender);
        var there = pair.There.System.Codec.Read(bytes).Sender;
        Assert.Equal(pair.There.Import(sender.Ref), there);
        Assert.Same(there, pair.There.System.Codec.Read(bytes).Sender);
    }

    [Fact]
    public void Whatever_is_cut_off_or_changed_harms_nobody()
    {
        using var pair = new NodePair();
        AddSerializers(pair);
        var sender = pair.Here.Probe();
        foreach (var message in new object[] { new ShardingEnvelope("juliet@capulet.example", new Payload("text")), new ActorIdentity(5, sender.Ref), 5L })
        {
            var whole = Write(pair, message, sender.Ref);
            for (var length = 0; length < whole.Length; length++) pair.There.System.Codec.TryRead(whole.AsSpan(0, length), out _, out _);
            var random = new Random(1);
            for (var i = 0; i < 2000; i++)
            {
                var changed = whole.ToArray();
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                pair.There.System.Codec.TryRead(changed, out _, out _);
            }
        }

        Assert.NotEmpty(pair.There.Errors);
    }

    [Fact]
    public void What_cannot_be_read_is_logged_and_a_dead_letter()
    {
        using var pair = new NodePair();
        AddSerializers(pair.Here.System); // The other node does not have it.
        var bytes = Write(pair, new Payload("x"), sender: null);

        Assert.False(pair.There.System.Codec.TryRead(bytes, out _, out _));
        pair.Settle();

        Assert.Single(pair.There.Errors);
        Assert.IsType<UnreadableMessage>(Assert.IsType<DeadLetter>(Assert.Single(pair.There.DeadLetters.Received)).Message);
    }

    [Fact]
    public void A_serializer_that_fails_is_logged_and_harms_nobody()
    {
        using var pair = new NodePair();
        AddSerializers(pair);

        Assert.False(pair.Here.System.Codec.TryEncode(new Payload(null!), null, out _));
        Assert.Contains("Payload", Assert.Single(pair.Here.Errors).Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_not_wrapped_twice()
    {
        using var pair = new NodePair();
        var twice = new ShardingEnvelope("a", new ShardingEnvelope("b", "c"));

        Assert.Throws<SerializationException>(() => pair.Here.System.Codec.Write(new ArrayBufferWriter<byte>(), twice, null));
    }

    [Fact]
    public void The_serializer_of_the_closest_type_is_taken()
    {
        using var pair = new NodePair();
        var serialization = pair.Here.System.Serialization;
        var (wide, close) = (new PayloadSerializer(pair.Here.System, 101), new PayloadSerializer(pair.Here.System, 102));
        serialization.AddSerializationMap(typeof(Payload), close);
        serialization.AddSerializationMap(typeof(object), wide);

        Assert.Same(close, serialization.FindSerializerFor(new Sub("x")));
        Assert.Same(wide, serialization.FindSerializerFor(new Version()));
        Assert.Equal(16, serialization.FindSerializerFor("text").Identifier);
    }

    private static void AddSerializers(NodePair pair)
    {
        AddSerializers(pair.Here.System);
        AddSerializers(pair.There.System);
    }

    private static void AddSerializers(ActorSystemImpl system)
    {
        var serializer = new PayloadSerializer(system, 100);
        system.Serialization.AddSerializer("payload", serializer);
        system.Serialization.AddSerializationMap(typeof(Payload), serializer);
    }

    private static byte[] Write(NodePair pair, object message, IActorRef? sender)
    {
        var buffer = new ArrayBufferWriter<byte>();
        pair.Here.System.Codec.Write(buffer, message, sender);
        return buffer.WrittenSpan.ToArray();
    }

    public record Payload(string Text);

    public record Sub(string Text) : Payload(Text);

    private sealed class PayloadSerializer(ExtendedActorSystem system, int identifier) : SerializerWithStringManifest(system)
    {
        public override int Identifier => identifier;

        public override string Manifest(object o) => "payload";

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Payload)obj).Text);

        public override object FromBinary(byte[] bytes, string manifest) =>
            manifest == "payload" ? new Payload(Encoding.UTF8.GetString(bytes)) : throw new SerializationException(manifest);
    }
}

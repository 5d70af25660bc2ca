using System.Runtime.Serialization;
using XmppActors.Actors.Serialization;
using XmppActors.Actors.Streams;
using XmppActors.Kernel.Bootstrap;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Serialization;

public sealed class MessageSerializerTests : IDisposable
{
    private readonly ActorSystem _system = new KernelSetup().CreateSystem("test");
    private readonly MessageSerializer _serializer;
    private readonly object[] _messages;

    public MessageSerializerTests()
    {
        _serializer = new MessageSerializer((ExtendedActorSystem)_system);
        _messages = [.. Samples.All(_system.ActorOf(Props.Create<Silent>(), "silent"))];
    }

    public void Dispose() => _ = _system.Terminate();

    [Fact]
    public void Every_message_arrives_as_it_left()
    {
        foreach (var message in _messages)
            Assert.Equal(Samples.Describe(message), Samples.Describe(Read(_serializer.ToBinary(message), message)));
    }

    [Fact]
    public void Every_message_that_may_cross_is_among_the_samples()
    {
        var crossing = typeof(IClusterMessage).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IClusterMessage)));

        Assert.Equal(
            crossing.Append(typeof(Stanza)).Select(type => type.Name).Order(StringComparer.Ordinal),
            _messages.Select(message => message.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_later_version_adds_is_skipped()
    {
        foreach (var message in _messages)
            Assert.Equal(Samples.Describe(message), Samples.Describe(Read([.. _serializer.ToBinary(message), 1, 2, 3], message)));
    }

    [Fact]
    public void What_is_cut_off_is_an_error()
    {
        foreach (var message in _messages)
        {
            var whole = _serializer.ToBinary(message);
            for (var length = 0; length < whole.Length; length++)
                Assert.Throws<SerializationException>(() => Read(whole[..length], message));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_damaged_is_another_message_or_an_error(int seed)
    {
        var random = new Random(seed);
        foreach (var message in _messages)
        {
            var whole = _serializer.ToBinary(message);
            for (var i = 0; i < 200 && whole.Length > 0; i++)
            {
                var damaged = whole.ToArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                var failure = Record.Exception(() => Read(damaged, message));
                Assert.True(failure is null or SerializationException, $"{message.GetType().Name}, seed {seed}: {failure}");
            }
        }
    }

    [Fact]
    public void A_message_that_this_version_does_not_know_is_an_error() =>
        Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "of-tomorrow"));

    [Fact]
    public void A_message_that_stays_on_its_node_is_not_written() =>
        Assert.Throws<SerializationException>(() => _serializer.Manifest(DrainStreams.Instance));

    private object Read(byte[] bytes, object like) => _serializer.FromBinary(bytes, _serializer.Manifest(like));

    private sealed class Silent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}

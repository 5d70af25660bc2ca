using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Serialization;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Serialization;

/// <summary>Any message with its sender as bytes: reference of the sender, number of the serializer, manifest, and what the serializer made.</summary>
/// <remarks>The bytes mean the same on each node, so they may be kept and passed on. A message that nobody can make bytes of, or read, is
/// logged and becomes a dead letter; it harms nobody else.</remarks>
internal sealed class MessageCodec(ActorSystemImpl system)
{
    /// <summary>Most bytes of one message; below the longest frame that a mesh takes.</summary>
    internal const int LargestMessage = 15 * 1024 * 1024;

    private readonly Manifests _manifests = new();

    /// <summary>Makes the bytes, on the caller's thread. Write them where the buffer is: <see cref="EncodedMessage.Write"/> calls no serializer.</summary>
    /// <returns><c>false</c>: no serializer takes it, its own failed, or it is too large; that is logged, the dead letter is left to the caller.</returns>
    internal bool TryEncode(object message, IActorRef? sender, out EncodedMessage encoded)
    {
        encoded = default;
        var serializer = system.Serialization.TryFind(message.GetType());
        if (serializer is null)
        {
            LogError(null, $"No serializer takes {message.GetType()}: it cannot be told to another node.");
            return false;
        }

        try
        {
            encoded = Encode(serializer, message, sender);
            if (encoded.MaxLength <= LargestMessage) return true;
            LogError(null, $"{message.GetType()} is too large for another node: about {encoded.MaxLength} bytes.");
            return false;
        }
        catch (Exception failure) // A serializer's fault is not the teller's.
        {
            LogError(failure, $"{serializer.GetType()} failed to make bytes of {message.GetType()}: {failure.Message}");
            return false;
        }
    }

    /// <exception cref="SerializationException">No serializer takes it.</exception>
    internal void Write(IBufferWriter<byte> buffer, object message, IActorRef? sender) =>
        Encode(system.Serialization.FindSerializerFor(message), message, sender).Write(buffer);

    /// <summary>Reads one message, whose bytes end where the span does.</summary>
    /// <returns><c>false</c>: it cannot be read; that is logged and published as a dead letter.</returns>
    internal bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out object? message, out IActorRef? sender)
    {
        message = null;
        var reader = new WireReader(bytes);
        if (!system.LocalRefs.TryRead(ref reader, out sender)
            || !reader.TryReadNumber(out var serializerId)
            || !reader.TryReadBytes(out var manifestBytes)
            || !System.Text.Unicode.Utf8.IsValid(manifestBytes))
        {
            return Refuse(sender, null, $"A message of {bytes.Length} bytes is malformed.");
        }

        var manifest = _manifests.TextOf(manifestBytes);
        try
        {
            message = system.Serialization.Deserialize(reader.Rest.ToArray(), (int)serializerId, manifest);
        }
        catch (Exception failure) // Whatever another node sends, this one goes on.
        {
            return Refuse(sender, failure, $"Serializer {serializerId} cannot read {bytes.Length} bytes with manifest \"{manifest}\".");
        }

        return message is not null || Refuse(sender, null, $"Serializer {serializerId} read nothing, manifest \"{manifest}\".");
    }

    /// <exception cref="SerializationException">It cannot be read.</exception>
    internal (object Message, IActorRef? Sender) Read(ReadOnlySpan<byte> bytes) => TryRead(bytes, out var message, out var sender)
        ? (message, sender)
        : throw new SerializationException("The message cannot be read; the log says why.");

    private EncodedMessage Encode(Serializer serializer, object message, IActorRef? sender) => new(
        system.LocalRefs.SenderBytes(sender),
        serializer.Identifier,
        Serialization.ManifestOf(serializer, message),
        serializer.ToBinary(message));

    private bool Refuse(IActorRef? sender, Exception? cause, string reason)
    {
        LogError(cause, reason);
        system.DeadLetters.Tell(new UnreadableMessage(reason), sender);
        return false;
    }

    private void LogError(Exception? cause, string text) =>
        system.EventStream.Publish(new Error(cause, nameof(MessageCodec), typeof(MessageCodec), text));
}

/// <summary>Stands in dead letters for what another node sent and nobody here can read.</summary>
internal sealed record UnreadableMessage(string Reason);

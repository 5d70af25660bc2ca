using System.Runtime.Serialization;
using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Bootstrap.Journals;

namespace XmppActors.Kernel.Persistence;

/// <summary>What the persistent actors of a system share: the journal, the serializers, and the bounds.</summary>
internal sealed class PersistenceRuntime
{
    private readonly ActorSystemImpl _system;

    private PersistenceRuntime(ActorSystemImpl system)
    {
        _system = system;
        Journal = system.Journal ?? new InMemoryJournal();
        var config = system.Settings.Config;
        RecoveryTimeout = config.GetTimeSpan("akka.persistence.journal-plugin-fallback.recovery-event-timeout");
        InternalStashCapacity = config.GetInt("akka.persistence.internal-stash-capacity");
        Permits = new SemaphoreSlim(config.GetInt("akka.persistence.max-concurrent-recoveries"));
    }

    internal IJournal Journal { get; }

    /// <summary>How long the journal has for each answer to a recovery.</summary>
    internal TimeSpan RecoveryTimeout { get; }

    internal int InternalStashCapacity { get; }

    /// <summary>One for each question of a recovery that the journal may be asked at the same time.</summary>
    internal SemaphoreSlim Permits { get; }

    internal DateTime Now => _system.Clock.Utc.UtcDateTime;

    internal static PersistenceRuntime Of(ActorSystemImpl system) => system.Extension(static found => new PersistenceRuntime(found));

    /// <summary>Asks the journal to write, unless this node may not act any more: another one may have gone on from what is there.</summary>
    internal async Task Write<T>(JournalOwner owner, T what, Func<IJournal, JournalOwner, T, Task> write)
    {
        if (_system.ActingTime is { IsNow: false }) throw new InvalidOperationException("This node may not act at this moment: nothing was written.");
        await write(Journal, owner, what).ConfigureAwait(false);
    }

    /// <exception cref="SerializationException">No serializer takes it.</exception>
    internal JournalEvent MakeEvent(long sequenceNr, object @event)
    {
        var (payload, serializerId, manifest) = Encode(@event);
        return new JournalEvent(sequenceNr, payload, serializerId, manifest, Now);
    }

    /// <exception cref="SerializationException">No serializer takes it.</exception>
    internal JournalSnapshot MakeSnapshot(SnapshotMetadata metadata, object snapshot)
    {
        var (payload, serializerId, manifest) = Encode(snapshot);
        return new JournalSnapshot(metadata.SequenceNr, payload, serializerId, manifest, metadata.Timestamp);
    }

    internal object Read(byte[] payload, int serializerId, string manifest) =>
        _system.Serialization.Deserialize(payload, serializerId, manifest)
        ?? throw new SerializationException($"Serializer {serializerId} read nothing, manifest \"{manifest}\".");

    private (byte[] Payload, int SerializerId, string Manifest) Encode(object message)
    {
        var serializer = _system.Serialization.FindSerializerFor(message);
        return (serializer.ToBinary(message), serializer.Identifier, Serialization.Serialization.ManifestOf(serializer, message));
    }
}

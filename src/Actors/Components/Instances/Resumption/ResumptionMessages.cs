using System.Collections.Immutable;
using XmppActors.Actors.Serialization;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances.Resumption;

/// <summary>A component's new stream asks an earlier one for what it serves (XEP-0198 §5), wherever that is.</summary>
/// <remarks>Answered by <see cref="InstanceHandedOver"/> or <see cref="InstanceResumptionRefused"/>. Told again while there is no answer.</remarks>
/// <param name="Id">As it is on the wire.</param>
/// <param name="Name">The domain that the new stream has authenticated as: only the same component may go on.</param>
/// <param name="Stream">The new stream, who is answered.</param>
internal sealed record ResumeInstance(string Id, string Name, IActorRef Stream) : IClusterMessage;

/// <summary>There is nothing under this id, or not any more.</summary>
internal sealed record InstanceResumptionRefused(string Id) : IClusterMessage;

/// <summary>All that the earlier stream was, to go on with. It waits for <see cref="InstanceTaken"/>; where none comes, it goes on itself.</summary>
internal sealed record InstanceHandedOver(string Id, InstanceSession Session) : IClusterMessage;

/// <summary>Told to the earlier stream: the sender has all of it now. What is still told to the earlier one is for the new one.</summary>
internal sealed class InstanceTaken : IClusterMessage
{
    public static readonly InstanceTaken Instance = new();
}

/// <summary>What a component's stream under XEP-0198 is without its connection. Immutable.</summary>
/// <param name="Hostnames">What it serves.</param>
/// <param name="ResumeTimeout">How long it is waited for without a connection.</param>
/// <param name="Acknowledged">The component's <c>h</c> at its last acknowledgement.</param>
/// <param name="Handled">Ours: how many of the component's stanzas are handled.</param>
/// <param name="Entries">What it was sent, or is to be sent, after those that it has acknowledged; oldest first.</param>
/// <param name="Name">Names its session in <see cref="StanzaOrigin"/>s; 0: it has no name yet.</param>
/// <param name="Number">The number, in them, of the last stanza that is settled with all before it.</param>
/// <param name="Taken">Which stanzas of others it has taken.</param>
internal sealed record InstanceSession(
    ImmutableArray<ServedHostname> Hostnames,
    TimeSpan ResumeTimeout,
    uint Acknowledged,
    uint Handled,
    ImmutableArray<SessionEntry> Entries,
    ulong Name,
    uint Number,
    ImmutableArray<SessionMark> Taken);

/// <summary>One domain that an instance serves.</summary>
internal sealed record ServedHostname(string Domain, string InstanceId, string? CredentialId);

/// <summary>One stanza that a component has not acknowledged.</summary>
/// <param name="Stanza">Null: others have got it since; it counts, and nothing else.</param>
/// <param name="Reader">The stream that read it, as far as it has an origin.</param>
/// <param name="Age">Since it was taken.</param>
/// <param name="WasWritten">It may have been read.</param>
internal sealed record SessionEntry(Stanza? Stanza, IActorRef Reader, TimeSpan Age, bool WasWritten);

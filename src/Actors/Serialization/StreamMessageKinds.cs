using System.Collections.Immutable;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Serialization;

/// <summary>What streams are told by entities on other nodes.</summary>
internal static class StreamMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of("outbound-handled", OutboundHandled.Instance),
        MessageKind.Of("resource-unbound", ResourceUnbound.Instance),
        MessageKind.Of("resource-state", Write, ReadState),
        MessageKind.Of(
            "bound",
            static (ResourceBound bound, WireWriter output) =>
            {
                output.Address(bound.Address);
                output.Count(bound.Binding);
                output.Fixed(bound.Key);
            },
            static input => new ResourceBound(input.FullJid(), input.Int32(), input.Fixed())),
        MessageKind.Of(
            "bind-refused",
            static (BindRefused refused, WireWriter output) => output.Byte((byte)refused.Condition),
            static input => new BindRefused(input.Choice<StanzaErrorCondition>())),
        MessageKind.Of(
            "replaced",
            static (ReplacedByNewBinding replaced, WireWriter output) => output.Address(replaced.Address),
            static input => new ReplacedByNewBinding(input.FullJid())),
        MessageKind.Of(
            "find-streams",
            static (FindStreams find, WireWriter output) => output.Address(find.Account),
            static input => new FindStreams(input.BareJid())),
        MessageKind.Of("streams-found", Write, ReadFound),
        MessageKind.Of(
            "close",
            static (CloseStream close, WireWriter output) => output.Byte((byte)close.Condition),
            static input => new CloseStream(input.Choice<StreamErrorCondition>())),
    ];

    private static void Write(StreamsFound found, WireWriter output)
    {
        output.Address(found.Account);
        output.Count(found.Streams.Count);
        foreach (var stream in found.Streams)
            output.Reference(stream);
    }

    private static StreamsFound ReadFound(WireReader input)
    {
        var account = input.BareJid();
        var streams = new IActorRef[input.Count()];
        for (var i = 0; i < streams.Length; i++)
            streams[i] = input.Reference();
        return new StreamsFound(account, streams);
    }

    public static void Write(ResourceState state, WireWriter output)
    {
        output.Count(state.Binding);
        output.OptionalStanza(state.Presence);
        output.Flag(state.IsInterested);
        output.Count(state.Directed.Count);
        foreach (var receiver in state.Directed)
            output.Address(receiver);
        output.Fixed(state.Key);
    }

    public static ResourceState ReadState(WireReader input)
    {
        var binding = input.Int32();
        var presence = input.OptionalStanza();
        var isInterested = input.Flag();
        var directed = ImmutableHashSet.CreateBuilder<Jid>();
        for (var count = input.Count(); count > 0; count--)
            directed.Add(input.Address());
        return new ResourceState(binding, presence, isInterested, directed.ToImmutable()) { Key = input.Fixed() };
    }
}

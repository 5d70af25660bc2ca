using XmppActors.Actors.Streams.Settling;

namespace XmppActors.Actors.Serialization;

/// <summary>What streams and whoever takes their stanzas tell each other, and what keeps sessions alive beyond their node.</summary>
internal static class SessionMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "settled",
            static (StanzaSettled settled, WireWriter output) =>
            {
                output.Fixed(settled.Session);
                output.Fixed(settled.Number);
            },
            static input => new StanzaSettled(input.Fixed(), (uint)input.Fixed())),
        MessageKind.Of(
            "refused",
            static (StanzaRefused refused, WireWriter output) =>
            {
                output.Fixed(refused.Session);
                output.Fixed(refused.Number);
            },
            static input => new StanzaRefused(input.Fixed(), (uint)input.Fixed())),
    ];
}

using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>The RFCs' spelling of kinds, types and conditions.</summary>
internal static class StanzaNames
{
    private static readonly byte[][] Kinds = WireNames.Spell(Enum.GetNames<StanzaKind>());
    private static readonly byte[][] Types = WireNames.Spell(Enum.GetNames<StanzaType>());
    private static readonly byte[][] ErrorTypes = WireNames.Spell(Enum.GetNames<StanzaErrorType>());
    private static readonly byte[][] Conditions = WireNames.Spell(Enum.GetNames<StanzaErrorCondition>());

    internal static ReadOnlySpan<byte> Of(StanzaKind kind) => Kinds[(int)kind];

    internal static ReadOnlySpan<byte> Of(StanzaType type) => Types[(int)type];

    internal static ReadOnlySpan<byte> Of(StanzaErrorType type) => ErrorTypes[(int)type];

    internal static ReadOnlySpan<byte> Of(StanzaErrorCondition condition) => Conditions[(int)condition];

    internal static bool TryParseKind(ReadOnlySpan<byte> localName, out StanzaKind kind)
    {
        kind = localName.Length switch
        {
            2 => StanzaKind.Iq,
            8 => StanzaKind.Presence,
            _ => StanzaKind.Message,
        };
        return localName.SequenceEqual(Of(kind));
    }

    /// <summary>Reads a <c>type</c>; <see cref="StanzaType.Unknown"/> for one that this kind of stanza cannot have.</summary>
    internal static StanzaType ParseType(StanzaKind kind, ReadOnlySpan<byte> value)
    {
        var (first, last) = kind switch
        {
            StanzaKind.Message => (StanzaType.Normal, StanzaType.Error),
            StanzaKind.Presence => (StanzaType.Error, StanzaType.Probe),
            _ => (StanzaType.Get, StanzaType.Result),
        };
        for (var type = first; type <= last; type++)
        {
            if (value.SequenceEqual(Of(type)))
                return type;
        }
        return kind == StanzaKind.Iq && value.SequenceEqual("error"u8) ? StanzaType.Error : StanzaType.Unknown;
    }
}

using XmppActors.Transport.Addresses;

namespace XmppActors.Transport.Stanzas;

/// <summary>What a <see cref="Stanza"/> is put together from.</summary>
internal ref struct StanzaParts
{
    internal StanzaKind Kind;
    internal StanzaType Type;
    internal Jid? To;
    internal Jid? From;
    internal ReadOnlyMemory<byte> Id;
    internal ReadOnlyMemory<byte> Attributes;
    internal ReadOnlyMemory<byte> Payload;
    internal VerbatimHeader? Verbatim;
    internal StanzaOrigin Origin;

    /// <summary>Size on the wire; 0 to compute it.</summary>
    internal int ByteCount;
}

/// <summary>Header values that could not be understood and are written again as they came, still escaped. Rare, hence beside the stanza.</summary>
internal sealed record VerbatimHeader(byte[]? To, byte[]? From, byte[]? Type)
{
    internal static VerbatimHeader? Create(byte[]? to, byte[]? from, byte[]? type) =>
        to is null && from is null && type is null ? null : new VerbatimHeader(to, from, type);
}

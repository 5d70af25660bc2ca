using System.Runtime.InteropServices;

namespace XmppActors.Transport.Stanzas;

/// <summary>Which stanza of which session this is, so that whoever takes charge of it can say so to the stream that read it, and knows it
/// again when it comes twice.</summary>
/// <remarks>Given by the stream that has read the stanza; none (<c>default</c>) where it could not be asked for again: made by a server, or
/// read by one that is alone. Numbers are modulo 2^32, as in XEP-0198. docs/decisions/0015-settled-before-acknowledged.md.</remarks>
/// <param name="Session">Names the session, over all nodes and connections; never 0.</param>
/// <param name="Number">Counts the stanzas of the session.</param>
/// <param name="Behind">How far back from <paramref name="Number"/> the oldest lies that may still come again; at most <see cref="MostBehind"/>.</param>
/// <param name="Gap">How far back from <paramref name="Number"/> the one before it to the same address lies, if that is not settled; else
/// 0. Whoever has not seen that one must not take this one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StanzaOrigin(ulong Session, uint Number, ushort Behind = 0, ushort Gap = 0)
{
    /// <summary>15 bits: the sixteenth says whether the stanza <see cref="IsRepeated"/>.</summary>
    public const ushort MostBehind = 0x7fff;

    private const ushort Repeated = 0x8000;

    private readonly ushort _behind = Math.Min(Behind, MostBehind);

    /// <inheritdoc cref="StanzaOrigin(ulong, uint, ushort, ushort)"/>
    public ushort Behind
    {
        get => (ushort)(_behind & MostBehind);
        init => _behind = (ushort)(Math.Min(value, MostBehind) | (_behind & Repeated));
    }

    /// <summary>Sent again by the stream that has read it, since whoever had it may be gone: its receiver may have got it before.</summary>
    public bool IsRepeated
    {
        get => (_behind & Repeated) != 0;
        init => _behind = (ushort)(value ? _behind | Repeated : _behind & MostBehind);
    }

    public bool IsNone => Session == 0;

    /// <summary>Lower numbers of the session will not come again.</summary>
    public uint Oldest => unchecked(Number - Behind);

    /// <summary>The number before this one to the same address; only where <see cref="Gap"/> is not 0.</summary>
    public uint Previous => unchecked(Number - Gap);

    /// <summary><see cref="Behind"/> and <see cref="IsRepeated"/>, as they cross nodes.</summary>
    internal ushort BehindBits
    {
        get => _behind;
        init => _behind = value;
    }
}

using System.Buffers;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Stanzas;

/// <summary>A message, presence or iq: its start tag taken apart, its content kept as the bytes that came. Immutable.</summary>
/// <remarks>
/// The content namespace of the stream it came from is left behind: children that inherit it are <c>jabber:client</c> to whoever looks, and
/// inherit that of the stream it is written to (RFC 6120 §4.8.3). See docs/decisions/0002-bytes-instead-of-trees.md.
/// </remarks>
public sealed class Stanza
{
    private readonly ReadOnlyMemory<byte> _attributes;
    private readonly VerbatimHeader? _verbatim;
    private string? _id;
    private NameBox? _payloadName;

    internal Stanza(in StanzaParts parts)
    {
        Kind = parts.Kind;
        Type = parts.Type;
        To = parts.To;
        From = parts.From;
        IdBytes = parts.Id;
        _attributes = parts.Attributes;
        _verbatim = parts.Verbatim;
        Payload = parts.Payload;
        Origin = parts.Origin;
        ByteCount = parts.ByteCount > 0 ? parts.ByteCount : StanzaWriter.Measure(this, StreamFraming.Stream);
    }

    private Stanza(Stanza original, ReadOnlyMemory<byte> payload)
        : this(original, original.From, original.To, original._verbatim)
    {
        Payload = payload;
        ByteCount = StanzaWriter.Measure(this, StreamFraming.Stream);
        _payloadName = null;
    }

    private Stanza(Stanza original, Jid? from, Jid? to, VerbatimHeader? verbatim)
    {
        Kind = original.Kind;
        Type = original.Type;
        To = to;
        From = from;
        IdBytes = original.IdBytes;
        _attributes = original._attributes;
        _verbatim = verbatim;
        Payload = original.Payload;
        ByteCount = original.ByteCount;
        _id = original._id;
        _payloadName = original._payloadName;
        Origin = original.Origin;
    }

    public StanzaKind Kind { get; }

    public StanzaType Type { get; }

    /// <summary>The intended recipient; null when absent, and when it is no address (<see cref="HasMalformedTo"/>).</summary>
    public Jid? To { get; }

    /// <summary>The sender; null when absent, and when it is no address (<see cref="HasMalformedFrom"/>).</summary>
    public Jid? From { get; }

    /// <summary>There is a <c>to</c> that RFC 7622 forbids: answered with <c>jid-malformed</c> (RFC 6120 §8.3.3.8).</summary>
    public bool HasMalformedTo => _verbatim?.To is not null;

    /// <summary>There is a <c>from</c> that RFC 7622 forbids: on a client's stream <c>invalid-from</c> (RFC 6120 §4.9.3.9).</summary>
    public bool HasMalformedFrom => _verbatim?.From is not null;

    /// <summary>The <c>id</c> as on the wire, still escaped, for either quote that does not occur in it; empty when absent.</summary>
    public ReadOnlyMemory<byte> IdBytes { get; }

    /// <summary>The <c>id</c>, references resolved; null when absent or empty.</summary>
    public string? Id => IdBytes.IsEmpty ? null : _id ??= XmlText.AttributeValue(IdBytes.Span);

    /// <summary><c>xml:lang</c>, the stream's where the stanza has none of its own (RFC 6120 §8.1.5); null when neither is known.</summary>
    public string? Lang =>
        AttributeReader.TryFind(_attributes.Span, "xml:lang"u8, out var value) ? XmlText.AttributeValue(value) : null;

    /// <summary>Verbatim bytes between start tag and end tag; empty for <c>&lt;presence/&gt;</c>.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Size on the wire, as received or, for a stanza made here, as written to a TCP stream.</summary>
    public int ByteCount { get; }

    /// <summary>Which stanza of which session this is; none for most that a server made. Kept by all <c>With…</c>.</summary>
    public StanzaOrigin Origin { get; private set; }

    /// <summary>A message's type with the default applied: none, or one that is not known, means normal (RFC 6121 §5.2.2).</summary>
    public StanzaType EffectiveMessageType => Type is StanzaType.None or StanzaType.Unknown ? StanzaType.Normal : Type;

    /// <summary>Name of the first child element, found without a tree; null when there is none. Made once.</summary>
    public XmlName? PayloadName => (_payloadName ??= new NameBox(PayloadNames.First(Payload.Span, _attributes.Span))).Name;

    /// <summary>Attributes other than to, from, type and id, each as <c> name='value'</c>, with the prefixes that the payload needs from outside.</summary>
    internal ReadOnlyMemory<byte> Attributes => _attributes;

    internal VerbatimHeader? Verbatim => _verbatim;

    /// <summary>A tree of the first child element, or null. Built at each call.</summary>
    public XElement? FirstChild() =>
        TreeReader.ReadContent(Payload.Span, _attributes.Span, Namespaces.Client, most: 1).OfType<XElement>().FirstOrDefault();

    /// <summary>Trees of all child elements. Built at each call.</summary>
    public IReadOnlyList<XElement> Children() =>
        [.. TreeReader.ReadContent(Payload.Span, _attributes.Span, Namespaces.Client).OfType<XElement>()];

    /// <summary>The same stanza with other addresses; the bytes are shared.</summary>
    public Stanza With(Jid? from, Jid? to) => new(this, from, to, VerbatimHeader.Create(null, null, _verbatim?.Type));

    /// <summary>The same stanza with another sender; <see cref="To"/> stays, malformed or not.</summary>
    public Stanza WithFrom(Jid? from) => new(this, from, To, VerbatimHeader.Create(_verbatim?.To, null, _verbatim?.Type));

    /// <summary>The same stanza with another recipient; <see cref="From"/> stays, malformed or not.</summary>
    public Stanza WithTo(Jid? to) => new(this, From, to, VerbatimHeader.Create(null, _verbatim?.From, _verbatim?.Type));

    /// <summary>The same stanza with further elements behind those that it has.</summary>
    /// <param name="elements">Well-formed, each with its own <c>xmlns</c>.</param>
    public Stanza Append(ReadOnlySpan<byte> elements)
    {
        var payload = new byte[Payload.Length + elements.Length];
        Payload.Span.CopyTo(payload);
        elements.CopyTo(payload.AsSpan(Payload.Length));
        return new Stanza(this, payload);
    }

    /// <summary>The same stanza around other elements; those in <c>jabber:client</c> are written without <c>xmlns</c>.</summary>
    public Stanza WithChildren(params ReadOnlySpan<XElement> children)
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var child in children)
            TreeWriter.WriteElement(payload, child, Namespaces.Client);
        return new Stanza(this, payload.WrittenMemory);
    }

    /// <summary>The same stanza as another one of its session, or (<c>default</c>) of none.</summary>
    public Stanza WithOrigin(StanzaOrigin origin) => new(this, From, To, _verbatim) { Origin = origin };

    /// <summary>Gives the stanza its <see cref="Origin"/>: once, by whoever has made this object, before anybody else knows it.</summary>
    public void Stamp(StanzaOrigin origin)
    {
        System.Diagnostics.Debug.Assert(Origin.IsNone, "It has been told to others already: WithOrigin.");
        Origin = origin;
    }

    /// <summary>A stanza without content.</summary>
    public static Stanza Create(StanzaKind kind, StanzaType type, Jid? from, Jid? to, string? id) =>
        Create(kind, type, from, to, id, ReadOnlyMemory<byte>.Empty);

    /// <summary>A stanza around content that is well-formed and whose default namespace is <c>jabber:client</c>; the buffer is kept.</summary>
    public static Stanza Create(
        StanzaKind kind, StanzaType type, Jid? from, Jid? to, string? id, ReadOnlyMemory<byte> payload, string? lang = null)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)type, (int)StanzaType.Unknown, nameof(type));
        return new Stanza(new StanzaParts
        {
            Kind = kind,
            Type = type,
            From = from,
            To = to,
            Id = id is null ? default : XmlText.Escape(id),
            Attributes = lang is null ? default : XmlText.Attribute("xml:lang"u8, lang),
            Payload = payload,
        });
    }

    /// <summary>A stanza around trees; elements in <c>jabber:client</c> are written without <c>xmlns</c>.</summary>
    public static Stanza Create(
        StanzaKind kind, StanzaType type, Jid? from, Jid? to, string? id, params ReadOnlySpan<XElement> children)
    {
        var payload = new ArrayBufferWriter<byte>();
        foreach (var child in children)
            TreeWriter.WriteElement(payload, child, Namespaces.Client);
        return Create(kind, type, from, to, id, payload.WrittenMemory);
    }

    /// <summary>Writes the stanza straight into the output: one copy, nothing allocated.</summary>
    public void WriteTo(IBufferWriter<byte> output, StreamFraming framing) => StanzaWriter.Write(this, output, framing);

    /// <summary>Kind, type and addresses: what a log may show.</summary>
    public override string ToString() => $"{Kind} {Type} from {From} to {To}";

    /// <summary>A reference can be published to other threads at once, a nullable struct cannot.</summary>
    private sealed record NameBox(XmlName? Name);
}

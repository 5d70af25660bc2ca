using System.Buffers;
using System.Text;
using System.Xml.Linq;

namespace XmppActors.Transport.Xml;

/// <summary>A top-level element that is no stanza: stream features, SASL, acknowledgements, handshakes. Immutable.</summary>
public sealed class XmppElement
{
    private readonly ReadOnlyMemory<byte> _attributes;
    private string? _text;

    /// <param name="name">Expanded name; the prefix it came with is not kept.</param>
    /// <param name="attributes">Each as <c> name='value'</c>; all but <c>xmlns</c>, with every prefix that the payload needs from outside.</param>
    /// <param name="payload">Well-formed content, whose default namespace is <see cref="InheritedNamespace"/>.</param>
    /// <param name="byteCount">Size on the wire, or 0 to compute it.</param>
    internal XmppElement(XmlName name, ReadOnlyMemory<byte> attributes, ReadOnlyMemory<byte> payload, int byteCount = 0)
    {
        Name = name;
        _attributes = attributes;
        Payload = payload;
        ByteCount = byteCount > 0 ? byteCount : Measure();
    }

    public XmlName Name { get; }

    /// <summary>Verbatim bytes between start and end tag.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Size on the wire.</summary>
    public int ByteCount { get; }

    /// <summary>The element's character data, references resolved; not that of its children.</summary>
    public string Text => _text ??= string.Concat(
        TreeReader.ReadContent(Payload.Span, _attributes.Span, InheritedNamespace(Name)).OfType<XText>().Select(t => t.Value));

    /// <summary>The value of an attribute without prefix (or of <c>xml:lang</c>), references resolved; null when absent.</summary>
    public string? Attribute(string name)
    {
        Span<byte> utf8 = stackalloc byte[128];
        return Encoding.UTF8.TryGetBytes(name, utf8, out int length)
            && AttributeReader.TryFind(_attributes.Span, utf8[..length], out var value)
            ? XmlText.AttributeValue(value)
            : null;
    }

    /// <summary>The first child element as a tree, or null.</summary>
    public XElement? FirstChild() =>
        TreeReader.ReadContent(Payload.Span, _attributes.Span, InheritedNamespace(Name), most: 1).OfType<XElement>().FirstOrDefault();

    /// <summary>A tree of the whole element.</summary>
    public XElement ToXElement() => new(
        XName.Get(Name.LocalName, Name.Namespace),
        TreeReader.ReadAttributes(_attributes.Span),
        TreeReader.ReadContent(Payload.Span, _attributes.Span, InheritedNamespace(Name)));

    public static XmppElement From(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        var name = new XmlName(element.Name.LocalName, element.Name.NamespaceName);
        var bytes = new ArrayBufferWriter<byte>();
        TreeWriter.WriteAttributes(bytes, element);
        int attributes = bytes.WrittenCount;
        TreeWriter.WriteContent(bytes, element, InheritedNamespace(name));
        return new XmppElement(name, bytes.WrittenMemory[..attributes], bytes.WrittenMemory[attributes..]);
    }

    /// <summary>An answer known when the code is written, as <c>"&lt;proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/&gt;"u8</c>. Must be well-formed.</summary>
    /// <param name="element">The element, with any prefix or <c>xmlns</c> of its own.</param>
    /// <param name="name">Its expanded name.</param>
    public static XmppElement FromUtf8(ReadOnlySpan<byte> element, XmlName name)
    {
        int nameEnd = 1 + AttributeReader.NameLength(element[1..]);
        var attributes = new ArrayBufferWriter<byte>();
        var reader = new AttributeReader(element, nameEnd);
        while (reader.MoveNext())
        {
            if (!reader.Name.SequenceEqual("xmlns"u8) && !reader.Name.SequenceEqual("xmlns:stream"u8))
                TreeWriter.WriteAttribute(attributes, reader.Name, XmlText.AttributeValue(reader.Value));
        }
        bool isEmpty = element[reader.Position] == '/';
        var payload = isEmpty ? [] : element[(reader.Position + 1)..element.LastIndexOf("</"u8)];
        return new XmppElement(name, attributes.WrittenMemory, payload.ToArray());
    }

    /// <summary>A small element made at run time: <c>Create(new("r", "urn:xmpp:sm:3"))</c>.</summary>
    public static XmppElement Create(XmlName name, string? text = null, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (attribute, value) in attributes)
            TreeWriter.WriteAttribute(bytes, Encoding.UTF8.GetBytes(attribute), value);
        return new XmppElement(name, bytes.WrittenMemory, text is null ? default : XmlText.Escape(text));
    }

    /// <summary>Writes the element; content namespaces and the prefix <c>stream</c> are left to the stream header where there is one.</summary>
    public void WriteTo(IBufferWriter<byte> output, StreamFraming framing)
    {
        bool isPrefixed = Name.Namespace == Namespaces.Streams;
        Span<byte> buffer = stackalloc byte[256];
        var tag = Encoding.UTF8.TryGetBytes(Name.LocalName, buffer, out int length)
            ? buffer[..length]
            : Encoding.UTF8.GetBytes(Name.LocalName);

        output.Write(isPrefixed ? "<stream:"u8 : "<"u8);
        output.Write(tag);
        if (isPrefixed && framing == StreamFraming.WebSocket
            && !AttributeReader.TryFind(_attributes.Span, "xmlns:stream"u8, out _))
            output.Write(" xmlns:stream='http://etherx.jabber.org/streams'"u8);
        else if (!isPrefixed && (framing == StreamFraming.WebSocket || !Namespaces.IsContent(Name.Namespace)))
            TreeWriter.WriteAttribute(output, "xmlns"u8, Name.Namespace);
        output.Write(_attributes.Span);
        if (Payload.IsEmpty)
        {
            output.Write("/>"u8);
            return;
        }
        output.Write(">"u8);
        output.Write(Payload.Span);
        output.Write(isPrefixed ? "</stream:"u8 : "</"u8);
        output.Write(tag);
        output.Write(">"u8);
    }

    public override string ToString() => Name.ToString(); // Never the content: it may be a credential.

    /// <summary>The default namespace within an element as we write it: its own, or what the stream header declares beside the prefix <c>stream</c>.</summary>
    internal static string InheritedNamespace(XmlName name) =>
        name.Namespace == Namespaces.Streams ? Namespaces.Client : name.Namespace;

    private int Measure()
    {
        var counter = new ArrayBufferWriter<byte>();
        WriteTo(counter, StreamFraming.Stream);
        return counter.WrittenCount;
    }
}

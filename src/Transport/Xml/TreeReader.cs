using System.Xml.Linq;

namespace XmppActors.Transport.Xml;

/// <summary>Builds trees from bytes that are known to be well-formed: only for handlers that must look inside (docs/decisions/0002).</summary>
internal ref struct TreeReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<Binding> _bindings;
    private int _position;

    private TreeReader(ReadOnlySpan<byte> bytes, List<Binding> bindings)
    {
        _bytes = bytes;
        _bindings = bindings;
    }

    /// <summary>Reads the children of an element whose start tag is already taken apart.</summary>
    /// <param name="content">What stands between its start and end tag.</param>
    /// <param name="attributes">Its attributes, among them the prefixes in scope.</param>
    /// <param name="defaultNamespace">The namespace of children that have neither prefix nor <c>xmlns</c>.</param>
    /// <param name="most">Stop after so many child elements.</param>
    internal static List<XNode> ReadContent(
        ReadOnlySpan<byte> content, ReadOnlySpan<byte> attributes, string defaultNamespace, int most = int.MaxValue)
    {
        var bindings = new List<Binding> { new("xml", XNamespace.Xml), new("", defaultNamespace) };
        Bind(attributes, bindings, out _);
        var reader = new TreeReader(content, bindings);
        return reader.ReadContent(most);
    }

    /// <summary>The attributes of an element as XML's data model has them; <c>xmlns</c> itself left out.</summary>
    internal static List<XAttribute> ReadAttributes(ReadOnlySpan<byte> attributes)
    {
        var bindings = new List<Binding> { new("xml", XNamespace.Xml) };
        Bind(attributes, bindings, out _);
        var result = new List<XAttribute>();
        var reader = new AttributeReader(attributes);
        while (reader.MoveNext())
            result.Add(MakeAttribute(bindings, reader.Name, reader.Value));
        return result;
    }

    private List<XNode> ReadContent(int most)
    {
        var roots = new List<XNode>();
        var scopes = new Stack<(XElement Parent, int Bindings)>();
        while (_position < _bytes.Length && (most > 0 || scopes.Count > 0))
        {
            if (_bytes[_position] != '<')
            {
                Append(roots, scopes, new XText(ReadCharacterData()));
            }
            else if (_bytes[_position + 1] == '!')
            {
                Append(roots, scopes, new XText(ReadCData()));
            }
            else if (_bytes[_position + 1] == '/')
            {
                _position += _bytes[_position..].IndexOf((byte)'>') + 1;
                Close(scopes);
            }
            else
            {
                int outer = _bindings.Count;
                var element = ReadStartTag(out bool isEmpty);
                Append(roots, scopes, element);
                scopes.Push((element, outer));
                if (isEmpty)
                    Close(scopes);
                if (scopes.Count == 0)
                    most--;
            }
            if (most <= 1 && scopes.Count == 0 && roots is [.., XElement])
                break;
        }
        return roots;
    }

    private readonly void Close(Stack<(XElement Parent, int Bindings)> scopes)
    {
        int outer = scopes.Pop().Bindings;
        _bindings.RemoveRange(outer, _bindings.Count - outer);
    }

    private static void Append(List<XNode> roots, Stack<(XElement Parent, int Bindings)> scopes, XNode node)
    {
        if (scopes.TryPeek(out var scope))
            scope.Parent.Add(node is XText text ? text.Value : node); // As a string, it joins the text before it.
        else if (node is XText more && roots is [.., XText last])
            last.Value += more.Value;
        else
            roots.Add(node);
    }

    private string ReadCharacterData()
    {
        int length = _bytes[_position..].IndexOf((byte)'<');
        if (length < 0)
            length = _bytes.Length - _position;
        var text = XmlText.CharacterData(_bytes.Slice(_position, length));
        _position += length;
        return text;
    }

    private string ReadCData()
    {
        int start = _position + "<![CDATA["u8.Length;
        int length = _bytes[start..].IndexOf("]]>"u8);
        _position = start + length + "]]>"u8.Length;
        return XmlText.CData(_bytes.Slice(start, length));
    }

    private XElement ReadStartTag(out bool isEmpty)
    {
        var name = _bytes[++_position..];
        name = name[..AttributeReader.NameLength(name)];
        int attributes = _position + name.Length;
        Bind(_bytes[attributes..], _bindings, out int end);
        end += attributes;
        isEmpty = _bytes[end] == '/';
        _position = end + (isEmpty ? 2 : 1);

        var element = new XElement(Resolve(_bindings, name, isAttribute: false));
        var reader = new AttributeReader(_bytes[attributes..]);
        while (reader.MoveNext())
            element.Add(MakeAttribute(_bindings, reader.Name, reader.Value));
        return element;
    }

    private static void Bind(ReadOnlySpan<byte> attributes, List<Binding> bindings, out int end)
    {
        var reader = new AttributeReader(attributes);
        while (reader.MoveNext())
        {
            if (reader.Name.SequenceEqual("xmlns"u8))
                bindings.Add(new("", XmlText.AttributeValue(reader.Value)));
            else if (reader.Name.StartsWith("xmlns:"u8))
                bindings.Add(new(NameTable.Get(reader.Name["xmlns:".Length..]), XmlText.AttributeValue(reader.Value)));
        }
        end = reader.Position;
    }

    private static XAttribute MakeAttribute(List<Binding> bindings, ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw)
    {
        var value = XmlText.AttributeValue(raw);
        if (name.SequenceEqual("xmlns"u8))
            return new XAttribute("xmlns", value);
        if (name.StartsWith("xmlns:"u8))
            return new XAttribute(XNamespace.Xmlns + NameTable.Get(name["xmlns:".Length..]), value);
        return new XAttribute(Resolve(bindings, name, isAttribute: true), value);
    }

    private static XName Resolve(List<Binding> bindings, ReadOnlySpan<byte> name, bool isAttribute)
    {
        int colon = name.IndexOf((byte)':');
        if (colon < 0 && isAttribute)
            return XNamespace.None + NameTable.Get(name);
        var prefix = NameTable.Get(name[..Math.Max(colon, 0)]);
        var binding = bindings.FindLast(b => b.Prefix == prefix);
        return binding.Namespace + NameTable.Get(name[(colon + 1)..]);
    }

    private readonly record struct Binding(string Prefix, XNamespace Namespace);
}

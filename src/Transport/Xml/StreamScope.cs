using System.Text;

namespace XmppActors.Transport.Xml;

/// <summary>What a stream header leaves in force for all that follows. Immutable.</summary>
internal sealed class StreamScope
{
    /// <summary>Before a header is read, nothing is declared.</summary>
    internal static readonly StreamScope Empty = new() { Kind = StreamKind.Client };

    private static readonly Binding[] OnlyStream = [new("stream"u8.ToArray(), Namespaces.Streams)];

    internal required StreamKind Kind { get; init; }

    internal string ContentNamespace { get; init; } = Namespaces.Client;

    /// <summary>Of elements with neither prefix nor <c>xmlns</c>: the content namespace by custom, none at all over WebSocket.</summary>
    internal string DefaultNamespace { get; init; } = "";

    /// <summary>Prefixes declared, at most 64.</summary>
    internal Binding[] Bindings { get; init; } = [];

    /// <summary>The header's name as written, which the closing tag must repeat; empty over WebSocket.</summary>
    internal byte[] Name { get; init; } = [];

    /// <summary><c> xml:lang='…'</c>, for stanzas that name no language of their own; or empty.</summary>
    internal byte[] LangAttribute { get; init; } = [];

    /// <summary>The usual list, which has <c>stream</c> alone, is shared by all streams.</summary>
    internal static Binding[] Share(List<Binding> bindings) =>
        bindings is [{ Namespace: Namespaces.Streams } only] && only.Prefix.AsSpan().SequenceEqual("stream"u8)
            ? OnlyStream
            : [.. bindings];

    /// <summary>
    /// Whether elements of this namespace are content of the stream. <c>jabber:client</c> on a component stream is: it is a common slip of
    /// components, and its meaning is clear.
    /// </summary>
    internal bool IsContent(string ns) => ns == ContentNamespace || (Kind == StreamKind.Component && ns == Namespaces.Client);

    /// <summary>The same for an attribute's value as it is written.</summary>
    internal bool IsContent(ReadOnlySpan<byte> value) =>
        XmlText.IsLiteralAttribute(value)
            ? Ascii.Equals(value, ContentNamespace) || (Kind == StreamKind.Component && Ascii.Equals(value, Namespaces.Client))
            : IsContent(XmlText.AttributeValue(value));

    /// <summary>A prefix, its namespace, and the declaration to be added where the prefix is used outside of the stream.</summary>
    internal sealed class Binding(byte[] prefix, string ns)
    {
        internal byte[] Prefix { get; } = prefix;

        internal string Namespace { get; } = ns;

        internal byte[] Declaration { get; } =
            [.. " xmlns:"u8, .. prefix, .. "='"u8, .. XmlText.Escape(ns), .. "'"u8];
    }
}

using System.Xml;
using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>Reads a server's stream by the platform's own XML parser: what our writer gets wrong, it will not let
/// pass.</summary>
internal sealed class StreamPump(Action<Received> received)
{
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        IgnoreComments = false,
        CloseInput = false,
    };

    /// <summary>Reads until the stream ends.</summary>
    /// <param name="isRestart">Whether a new stream follows this element, and with it a new document.</param>
    /// <returns>True at a restart; false at the end.</returns>
    public async Task<bool> RunAsync(Stream stream, Predicate<XElement> isRestart)
    {
        try
        {
            using var reader = XmlReader.Create(stream, Settings);
            while (await reader.ReadAsync())
            {
                if (reader is { NodeType: XmlNodeType.Element, Depth: 0 })
                {
                    received(new Received.Opened(StartTag(reader)));
                }
                else if (reader is { NodeType: XmlNodeType.EndElement, Depth: 0 })
                {
                    received(new Received.Closed());
                    return false;
                }
                else if (reader.NodeType == XmlNodeType.Element)
                {
                    var element = await ReadElementAsync(reader);
                    received(new Received.Element(element));
                    if (isRestart(element))
                        return true;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException || IsEnd(exception))
        {
            // The connection has ended within the stream.
        }
        return false;
    }

    /// <summary>The document broke off: the parser has no better way to say it.</summary>
    private static bool IsEnd(Exception exception) => exception is XmlException
        && (exception.Message.Contains("Unexpected end of file", StringComparison.Ordinal)
            || exception.Message.Contains("Root element is missing", StringComparison.Ordinal));

    /// <summary>Reads an element to its end and not a byte further: the next one may be long in coming.</summary>
    private static async Task<XElement> ReadElementAsync(XmlReader reader)
    {
        var root = StartTag(reader);
        if (reader.IsEmptyElement)
            return root;
        var open = root;
        while (await reader.ReadAsync())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var child = StartTag(reader);
                    open.Add(child);
                    if (!reader.IsEmptyElement)
                        open = child;
                    break;
                case XmlNodeType.EndElement when open == root:
                    return root;
                case XmlNodeType.EndElement:
                    open = open.Parent!;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    open.Add(reader.Value); // Joins text before it.
                    break;
            }
        }
        throw new IOException("The connection ended within an element.");
    }

    private static XElement StartTag(XmlReader reader)
    {
        var isEmpty = reader.IsEmptyElement;
        var element = new XElement(XName.Get(reader.LocalName, reader.NamespaceURI));
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                element.Add(new XAttribute(XName.Get(reader.LocalName, reader.NamespaceURI), reader.Value));
        }
        reader.MoveToElement();
        System.Diagnostics.Debug.Assert(isEmpty == reader.IsEmptyElement);
        return element;
    }
}

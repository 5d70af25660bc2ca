using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>System.Xml's opinion of a stream.</summary>
internal static partial class Oracle
{
    private const string Wrapper = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    /// <summary>What the framer accepted is well-formed, and was understood alike: as trees, and by whoever reads what we write.</summary>
    internal static void AssertAccepts(byte[] stream, Judgement judgement)
    {
        if (!judgement.IsOpened)
            return;
        byte[] accepted = judgement.IsClosed
            ? stream[..judgement.AcceptedBytes]
            : [.. stream.AsSpan(0, judgement.AcceptedBytes), .. ClosingTagOf(stream)];
        var expected = Load(accepted).Elements().ToList();

        Assert.Equal(expected.Count, judgement.Frames.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            bool isStanza = expected[i].Name.Namespace == Namespaces.Client && expected[i].Name.LocalName is "message" or "presence" or "iq";
            var element = isStanza ? CanonicalXml.NormalizeHeader(expected[i]) : expected[i];
            var written = XElement.Parse(Wrapper + judgement.Frames[i] + "</stream:stream>", LoadOptions.PreserveWhitespace).Elements().Single();

            Assert.Equal(CanonicalXml.Of(element), CanonicalXml.Of(written));
            if (!isStanza)
                Assert.Equal(CanonicalXml.Of(element), CanonicalXml.Of(judgement.Trees[i]));
            else
                Assert.Equal(element.Elements().Select(CanonicalXml.Of), judgement.Trees[i].Elements().Select(CanonicalXml.Of));
        }
    }

    /// <summary>What the framer calls malformed is refused by the oracle too, no later than at the end of the element at fault.</summary>
    internal static void AssertRefuses(byte[] stream, Judgement judgement)
    {
        bool mayBeDeclaration = !judgement.IsOpened && stream.AsSpan().StartsWith("<?"u8); // There the oracle is generous with white space.
        bool isWellFormedness = judgement.Error?.Condition is StreamErrorCondition.NotWellFormed
            || (judgement is { IsOpened: true, Error.Condition: StreamErrorCondition.BadNamespacePrefix or StreamErrorCondition.UnsupportedEncoding });
        if (isWellFormedness && !mayBeDeclaration)
            Assert.InRange(CountElements(stream), judgement.IsOpened ? 0 : -1, judgement.Frames.Count);
    }

    /// <summary>Top-level elements read before the oracle finds fault; -1 if it does so before the stream's header is read.</summary>
    private static int CountElements(byte[] stream)
    {
        int count = -1;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(stream));
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.Depth == 0)
                    count = 0;
                if (reader.Depth == 1 && (reader.NodeType == XmlNodeType.EndElement || reader is { NodeType: XmlNodeType.Element, IsEmptyElement: true }))
                    count++;
            }
            return int.MaxValue;
        }
        catch (XmlException)
        {
            return count;
        }
    }

    private static XElement Load(byte[] document)
    {
        using var reader = XmlReader.Create(new MemoryStream(document), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Mutations do not spare the stream's name: read it off the first start tag.</summary>
    private static byte[] ClosingTagOf(byte[] stream) =>
        Encoding.Latin1.GetBytes($"</{FirstName().Match(Encoding.Latin1.GetString(stream)).Groups[1].Value}>");

    [GeneratedRegex(@"<([^ \t\r\n/>?!]+)")]
    private static partial Regex FirstName();
}

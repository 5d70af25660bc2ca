using System.Buffers;
using System.Text;
using System.Xml.Linq;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>What the framer made of a stream: the elements it accepted, as they would be written, and how far into the stream they reach.</summary>
internal sealed record Judgement(List<string> Frames, List<XElement> Trees, bool IsOpened, bool IsClosed, int AcceptedBytes, StreamError? Error)
{
    internal static Judgement Of(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);
        var frames = new List<string>();
        var trees = new List<XElement>();
        var output = new ArrayBufferWriter<byte>(1024);
        bool isOpened = false, isClosed = false;
        int start = 0, accepted = 0;
        foreach (var piece in pieces)
        {
            var buffer = new ReadOnlySequence<byte>(piece);
            while (true)
            {
                var found = framer.Read(ref buffer);
                if (found == FrameKind.NeedMoreData)
                    break;
                if (found == FrameKind.Error)
                    return new Judgement(frames, trees, isOpened, isClosed, accepted, framer.Error);
                accepted = start + piece.Length - (int)buffer.Length;
                isOpened = true;
                isClosed |= found == FrameKind.StreamClosed;
                if (framer.Stanza is { } stanza)
                {
                    stanza.WriteTo(output, StreamFraming.Stream);
                    trees.Add(CanonicalXml.TreeOf(stanza));
                }
                else if (framer.Element is { } element)
                {
                    element.WriteTo(output, StreamFraming.Stream);
                    trees.Add(element.ToXElement());
                }
                else
                {
                    continue;
                }
                frames.Add(Encoding.UTF8.GetString(output.WrittenSpan));
                output.ResetWrittenCount();
            }
            start += piece.Length;
        }
        return new Judgement(frames, trees, isOpened, isClosed, accepted, null);
    }
}

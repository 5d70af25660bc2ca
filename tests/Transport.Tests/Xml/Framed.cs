using System.Buffers;
using System.Text;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>What a framer makes of a stream, in a form that can be compared: each frame as the bytes that it would be written as.</summary>
internal sealed record Framed(IReadOnlyList<string> Frames, StreamError? Error)
{
    internal List<Stanza> Stanzas { get; private init; } = [];

    internal List<XmppElement> Elements { get; private init; } = [];

    internal List<StreamHeader> Headers { get; private init; } = [];

    /// <summary>Reads pieces as they might come from a socket; restarts are not done.</summary>
    internal static Framed Read(IEnumerable<ReadOnlyMemory<byte>> pieces, StreamKind kind = StreamKind.Client, StreamLimits? limits = null)
    {
        var framer = new StreamFramer(limits ?? new StreamLimits(), kind);
        var frames = new List<string>();
        var framed = new Framed(frames, null);
        foreach (var piece in pieces)
        {
            var buffer = new ReadOnlySequence<byte>(piece);
            FrameKind found;
            do
            {
                found = framer.Read(ref buffer);
                framed.Collect(frames, framer, found);
                if (found == FrameKind.Error)
                    return framed with { Error = framer.Error };
            }
            while (found != FrameKind.NeedMoreData);
            Assert.True(buffer.IsEmpty);
        }
        return framed;
    }

    internal static Framed Read(string stream, StreamKind kind = StreamKind.Client, StreamLimits? limits = null) =>
        Read([Encoding.UTF8.GetBytes(stream)], kind, limits);

    internal static Framed Read(byte[] stream, StreamKind kind = StreamKind.Client, StreamLimits? limits = null) =>
        Read([stream], kind, limits);

    internal static Framed ReadCut(byte[] stream, int at, StreamKind kind = StreamKind.Client, StreamLimits? limits = null) =>
        Read([stream.AsMemory(0, at), stream.AsMemory(at)], kind, limits);

    internal static Framed ReadByteByByte(byte[] stream, StreamKind kind = StreamKind.Client, StreamLimits? limits = null) =>
        Read(Enumerable.Range(0, stream.Length).Select(i => (ReadOnlyMemory<byte>)stream.AsMemory(i, 1)), kind, limits);

    /// <summary>Reads the whole, then cut in two at each byte, then byte by byte; the three must agree.</summary>
    internal static Framed ReadEachWay(byte[] stream, StreamKind kind = StreamKind.Client, StreamLimits? limits = null)
    {
        var whole = Read(stream, kind, limits);
        for (int at = 0; at <= stream.Length; at++)
            AssertSame(whole, ReadCut(stream, at, kind, limits), $"cut at {at}");
        AssertSame(whole, ReadByteByByte(stream, kind, limits), "byte by byte");
        return whole;
    }

    internal static Framed ReadEachWay(string stream, StreamKind kind = StreamKind.Client, StreamLimits? limits = null) =>
        ReadEachWay(Encoding.UTF8.GetBytes(stream), kind, limits);

    internal static void AssertSame(Framed expected, Framed actual, string how)
    {
        Assert.True(expected.Frames.SequenceEqual(actual.Frames), $"Other frames when {how}: {string.Join("\n", actual.Frames)}");
        Assert.True(expected.Error == actual.Error, $"Another error when {how}: {actual.Error}, not {expected.Error}");
    }

    internal static string Text(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private void Collect(List<string> frames, StreamFramer framer, FrameKind found)
    {
        switch (found)
        {
            case FrameKind.StreamOpened:
                Headers.Add(framer.Header!);
                frames.Add(Text(output => framer.Header!.WriteTo(output, StreamFraming.Stream)));
                break;
            case FrameKind.Stanza:
                Stanzas.Add(framer.Stanza!);
                frames.Add(Text(output => framer.Stanza!.WriteTo(output, StreamFraming.Stream)));
                break;
            case FrameKind.Element:
                Elements.Add(framer.Element!);
                frames.Add(Text(output => framer.Element!.WriteTo(output, StreamFraming.Stream)));
                break;
            case FrameKind.StreamClosed:
                frames.Add("closed");
                break;
        }
    }
}

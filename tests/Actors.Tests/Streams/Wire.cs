using System.Buffers;
using System.Text;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>Makes wire types of XML, by the framer that reads them from sockets.</summary>
internal static class Wire
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";

    public static Stanza Stanza(string xml)
    {
        var framer = Read(xml, FrameKind.Stanza);
        return framer.Stanza!;
    }

    public static XmppElement Element(string xml)
    {
        var framer = Read(xml, FrameKind.Element);
        return framer.Element!;
    }

    private static StreamFramer Read(string xml, FrameKind expected)
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);
        var input = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(Header + xml));
        Assert.Equal(FrameKind.StreamOpened, framer.Read(ref input));
        Assert.Equal(expected, framer.Read(ref input));
        return framer;
    }
}

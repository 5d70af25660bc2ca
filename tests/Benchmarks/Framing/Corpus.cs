using System.Text;

namespace XmppActors.Benchmarks.Framing;

/// <summary>A client's stream as servers see it: chat, presence with capabilities, some rosters. The same bytes in each run.</summary>
internal static class Corpus
{
    internal const int Stanzas = 16_200;

    internal static byte[] Make()
    {
        var random = new Random(20);
        var stream = new StringBuilder(
            "<?xml version='1.0'?><stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        for (int i = 0; i < Stanzas; i++)
            AppendStanza(stream, random, i);
        return Encoding.UTF8.GetBytes(stream.Append("</stream:stream>").ToString());
    }

    private static void AppendStanza(StringBuilder stream, Random random, int i)
    {
        int kind = random.Next(1000);
        string peer = $"juliet{random.Next(500)}@capulet.example";
        if (kind < 650)
        {
            stream.Append($"<message to='{peer}/balcony' id='m{i:x8}' type='chat'><body>")
                .Append(random.Next(8) == 0 ? "Où est-tu, Roméo &amp; où sont tes amis ? " : "Wherefore art thou Romeo? ")
                .Append('o', random.Next(90))
                .Append("</body><active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/></message>");
        }
        else if (kind < 990)
        {
            stream.Append($"<presence to=\"{peer}\"><priority>{random.Next(10)}</priority>")
                .Append("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='http://example.org/client' ver='QgayPKawpkPSDYmwT/WM94uAlu0='/></presence>");
        }
        else
        {
            stream.Append($"<iq to='{peer}' id='r{i:x}' type='result'><query xmlns='jabber:iq:roster' ver='ver{i}'>\n");
            for (int item = 0; item < 20; item++)
                stream.Append($"  <item jid='contact{item}@montague.example' name='Contact {item}' subscription='both'><group>Friends</group></item>\n");
            stream.Append("</query></iq>");
        }
        stream.Append(i % 10 == 0 ? "\n" : "");
    }
}

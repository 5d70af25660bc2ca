using System.Text;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>Damages well-formed streams the way a broken or hostile peer might; a seed decides all.</summary>
internal static class StreamMutator
{
    private const string Client =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:h=\"urn:h\" to='im.example.com' version='1.0'>";

    private static readonly byte[][] Streams = Array.ConvertAll<string, byte[]>(
    [
        "<?xml version='1.0' encoding='UTF-8'?>" + Client
            + "<message to='romeo@example.net/orchard' id='m1' type='chat'><body>Art thou not Romeo, &amp; a Montague?</body></message>"
            + "<presence><show>away</show><h:c h:ver='1' node='x'/></presence></stream:stream>",
        Client + "<iq id='r&apos;1' type=\"set\"><query xmlns='jabber:iq:roster'>\n<item jid='nurse@example.com' name='N &lt; M'><group>Servants</group></item></query></iq>"
            + "<a xmlns='urn:xmpp:sm:3' h='7'/> <presence type='unavailable'/>",
        Client + "<message xmlns:x='urn:x' x:a='1' xml:lang='fr'><body>où <![CDATA[<&>]]> ]] &#x1F600;&#10;</body><x:y x:z='2' z='3'><x:q xmlns:x='urn:q'/></x:y></message>",
        Client + "<message xmlns='jabber:client'><body xmlns='jabber:client'>\u65E5\u672C\u8A9E</body><été xmlns='urn:é' à='\u00A0'/><a\u0300/></message><presence/>",
        Client + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features><p:message xmlns:p='jabber:client'><p:body>x</p:body></p:message>",
        "<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'><message to='a@b.example' from='c.example'><thread/><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'><body>1</body></message></forwarded></message></s:stream>",
    ], Encoding.UTF8.GetBytes);

    private static readonly byte[][] Tokens =
    [
        .. Array.ConvertAll<string, byte[]>(
        [
            "<", ">", "/>", "</", "&", "&lt;", "&#0;", "&#xD800;", "&#x41;", "&#xFFFE;", "&nbsp;", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE x>",
            "<a/>", "<a>", "</a>", "<h:a/>", "<q:a/>", " xmlns='urn:x'", " xmlns:h=''", " xmlns:h='urn:x'", " xmlns:xml='urn:x'", " xmlns:q='http://www.w3.org/2000/xmlns/'",
            " a='1'", " a='1' a='2'", " h:a='1'", ":", "=", "'", "\"", "\0", "\x1F", "\x7F", "\u00B7", "\u00D7", "\uFFFE", "\uFFFD", "\U0001F600", "\U000E0001", "<\u0370/>", "\u2028", "\r\n",
            "</message>", "</stream:stream>", "xmlns", "xml:",
        ], Encoding.UTF8.GetBytes),
        [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFE, 0xFF],
    ];

    internal static byte[] Make(int seed)
    {
        var random = new Random(seed);
        var stream = new List<byte>(Streams[random.Next(Streams.Length)]);
        for (int i = random.Next(4); i >= 0; i--)
            Mutate(stream, random);
        return [.. stream];
    }

    /// <summary>Cuts a stream into one to five pieces.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Cut(byte[] stream, int seed)
    {
        var random = new Random(~seed);
        int[] cuts = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(stream.Length + 1)).Order(), stream.Length];
        int start = 0;
        foreach (int end in cuts)
        {
            yield return stream.AsMemory(start, end - start);
            start = end;
        }
    }

    private static void Mutate(List<byte> stream, Random random)
    {
        int at = random.Next(stream.Count + 1);
        int length = Math.Min(random.Next(1, 12), stream.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < stream.Count:
                stream[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < stream.Count:
                stream[at] = (byte)random.Next(256);
                break;
            case 2:
                stream.RemoveRange(at, length);
                break;
            case 3:
                stream.InsertRange(random.Next(stream.Count + 1), stream.GetRange(at, length));
                break;
            case 4 when random.Next(4) == 0:
                stream.RemoveRange(at, stream.Count - at);
                break;
            case 5 when at < stream.Count:
                stream[at] = (byte)"<>&'\"/=:;[]!? xmlns"[random.Next(19)];
                break;
            default:
                stream.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
        }
    }
}

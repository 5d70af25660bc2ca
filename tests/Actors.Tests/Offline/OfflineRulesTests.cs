using System.Text;
using XmppActors.Actors.Offline;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Offline;

public class OfflineRulesTests
{
    [Theory] // XEP-0160 §3
    [InlineData(StanzaType.None, "<body>Art thou there?</body>", true)]
    [InlineData(StanzaType.Normal, "<body>Art thou there?</body>", true)]
    [InlineData(StanzaType.Chat, "<body>Art thou there?</body>", true)]
    [InlineData(StanzaType.Chat, "<active xmlns='http://jabber.org/protocol/chatstates'/><body>Art thou there?</body>", true)]
    [InlineData(StanzaType.Chat, "<thread>1</thread><received xmlns='urn:xmpp:receipts' id='1'/>", true)]
    [InlineData(StanzaType.Groupchat, "<body>Art thou there?</body>", false)]
    [InlineData(StanzaType.Headline, "<body>Art thou there?</body>", false)]
    [InlineData(StanzaType.Error, "<body>Art thou there?</body>", false)]
    [InlineData(StanzaType.Chat, "<composing xmlns='http://jabber.org/protocol/chatstates'/>", false)]
    [InlineData(StanzaType.Chat, "<thread>1</thread><composing xmlns='http://jabber.org/protocol/chatstates'/>", false)]
    [InlineData(StanzaType.Normal, "", false)]
    public void Messages_worth_keeping_are_kept(StanzaType type, string payload, bool isKept) =>
        Assert.Equal(isKept, OfflineRules.IsStorable(Message(type, payload)));

    [Theory] // XEP-0334 §4
    [InlineData("<body>Psst.</body><no-store xmlns='urn:xmpp:hints'/>", false)]
    [InlineData("<body>Psst.</body><no-copy xmlns='urn:xmpp:hints'/>", true)]
    [InlineData("<composing xmlns='http://jabber.org/protocol/chatstates'/><no-copy xmlns='urn:xmpp:hints'/>", false)]
    public void A_sender_may_ask_not_to_keep_it(string payload, bool isKept) =>
        Assert.Equal(isKept, OfflineRules.IsStorable(Message(StanzaType.Chat, payload)));

    private static Stanza Message(StanzaType type, string payload) =>
        Stanza.Create(StanzaKind.Message, type, null, null, null, Encoding.UTF8.GetBytes(payload));
}

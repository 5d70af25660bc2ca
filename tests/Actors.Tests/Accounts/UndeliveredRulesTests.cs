using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Tests.Accounts;

public class UndeliveredRulesTests
{
    [Theory]
    // kind, type, to the bare JID, later resource, any resource
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), false, false, false, nameof(UndeliveredAction.Store))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), false, false, true, nameof(UndeliveredAction.ToNonNegative))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), false, true, true, nameof(UndeliveredAction.ToNonNegative))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), true, false, false, nameof(UndeliveredAction.Store))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), true, false, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Chat), true, true, true, nameof(UndeliveredAction.ToLaterNonNegative))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Normal), false, false, false, nameof(UndeliveredAction.Store))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Normal), true, false, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Groupchat), false, false, true, nameof(UndeliveredAction.Bounce))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Headline), false, false, true, nameof(UndeliveredAction.Bounce))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Headline), true, true, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Message), nameof(StanzaType.Error), false, true, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Presence), nameof(StanzaType.None), false, true, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Presence), nameof(StanzaType.Subscribe), true, true, true, nameof(UndeliveredAction.Ignore))]
    [InlineData(nameof(StanzaKind.Iq), nameof(StanzaType.Get), false, true, true, nameof(UndeliveredAction.Bounce))]
    [InlineData(nameof(StanzaKind.Iq), nameof(StanzaType.Set), false, false, false, nameof(UndeliveredAction.Bounce))]
    [InlineData(nameof(StanzaKind.Iq), nameof(StanzaType.Result), false, true, true, nameof(UndeliveredAction.Ignore))]
    public void What_a_client_never_got_finds_another_way(
        string kind, string type, bool toAccount, bool hasLater, bool hasAny, string expected)
    {
        var action = UndeliveredRules.Decide(
            Enum.Parse<StanzaKind>(kind), Enum.Parse<StanzaType>(type), toAccount, hasLater, hasAny);

        Assert.Equal(Enum.Parse<UndeliveredAction>(expected), action);
    }
}

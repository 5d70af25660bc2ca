using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;
using static XmppActors.Actors.Accounts.AccountPresence;

namespace XmppActors.Actors.Tests.Accounts;

public class DeliveryRulesTests
{
    /// <summary>
    /// Table 1 of RFC 6121 §8.5.4: S silence, E error, O offline, D this resource, M most available, A all
    /// non-negative.
    /// </summary>
    /// <remarks>Where the RFC lets us choose between S and E (§8.5.1, §8.5.3.2.1) the cell shows the choice.</remarks>
    private static readonly (AccountPresence Presence, Addressee Addressee, string Normal, string Chat, string Groupchat, string Headline)[] Table1 =
    [
        (NoSuchAccount, Addressee.Account, "E", "E", "E", "S"),
        (NoSuchAccount, Addressee.UnknownResource, "E", "E", "E", "E"),
        (Unavailable, Addressee.Account, "O", "O", "E", "S"),
        (Unavailable, Addressee.MatchingResource, "D", "D", "D", "D"), // Connected, and addressed by its full JID: §8.5.3.1.
        (Unavailable, Addressee.UnknownResource, "E", "O", "E", "E"),
        (OnlyNegative, Addressee.Account, "O", "O", "E", "S"),
        (OnlyNegative, Addressee.MatchingResource, "D", "D", "D", "D"),
        (OnlyNegative, Addressee.UnknownResource, "E", "O", "E", "E"),
        (NonNegative, Addressee.Account, "M", "M", "E", "A"),
        (NonNegative, Addressee.MatchingResource, "D", "D", "D", "D"),
        (NonNegative, Addressee.UnknownResource, "E", "M", "E", "E"),
    ];

    public static TheoryData<string, string, string, string> Messages()
    {
        var rows = new TheoryData<string, string, string, string>();
        foreach (var row in Table1)
        {
            rows.Add($"{row.Presence}", $"{row.Addressee}", nameof(StanzaType.Normal), row.Normal);
            rows.Add($"{row.Presence}", $"{row.Addressee}", nameof(StanzaType.Chat), row.Chat);
            rows.Add($"{row.Presence}", $"{row.Addressee}", nameof(StanzaType.Groupchat), row.Groupchat);
            rows.Add($"{row.Presence}", $"{row.Addressee}", nameof(StanzaType.Headline), row.Headline);
            rows.Add($"{row.Presence}", $"{row.Addressee}", nameof(StanzaType.Error), row.Addressee == Addressee.MatchingResource ? "D" : "S");
        }

        return rows;
    }

    [Theory, MemberData(nameof(Messages))]
    public void Messages_go_where_table_1_says(string presence, string addressee, string type, string expected)
    {
        var action = DeliveryRules.Message(
            Enum.Parse<StanzaType>(type), Enum.Parse<Addressee>(addressee), Enum.Parse<AccountPresence>(presence));

        Assert.Equal(expected, Letter(action));
    }

    [Theory]
    [InlineData(nameof(NoSuchAccount), nameof(Addressee.Account), nameof(DeliveryAction.Ignore))] // §8.5.1
    [InlineData(nameof(NoSuchAccount), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Ignore))] // §8.5.1
    [InlineData(nameof(Unavailable), nameof(Addressee.Account), nameof(DeliveryAction.ToAvailable))] // §8.5.2.2.2: to none
    [InlineData(nameof(Unavailable), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource))] // §8.5.3.1
    [InlineData(nameof(Unavailable), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Ignore))] // §8.5.3.2.2
    [InlineData(nameof(OnlyNegative), nameof(Addressee.Account), nameof(DeliveryAction.ToAvailable))] // §8.5.2.1.2
    [InlineData(nameof(OnlyNegative), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource))]
    [InlineData(nameof(OnlyNegative), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(NonNegative), nameof(Addressee.Account), nameof(DeliveryAction.ToAvailable))] // §8.5.2.1.2
    [InlineData(nameof(NonNegative), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource))]
    [InlineData(nameof(NonNegative), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Ignore))]
    public void Presence_goes_to_available_resources(string presence, string addressee, string expected)
    {
        foreach (var type in new[] { StanzaType.None, StanzaType.Unavailable, StanzaType.Error })
        {
            var action = DeliveryRules.Presence(type, Enum.Parse<Addressee>(addressee), Enum.Parse<AccountPresence>(presence));

            Assert.Equal(Enum.Parse<DeliveryAction>(expected), action);
        }
    }

    [Theory] // §8.5.1; §8.5.2.1.2, §8.5.2.2.2, §8.5.3.1, §8.5.3.2.2 refer to sections 3 and 4.3
    [InlineData(nameof(StanzaType.Subscribe), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(StanzaType.Subscribed), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(StanzaType.Unsubscribe), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(StanzaType.Unsubscribed), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(StanzaType.Probe), nameof(DeliveryAction.Process))]
    public void Subscriptions_and_probes_are_the_servers_business(string type, string withoutAccount)
    {
        foreach (var presence in Enum.GetValues<AccountPresence>())
        {
            foreach (var addressee in Enum.GetValues<Addressee>())
            {
                var action = DeliveryRules.Presence(Enum.Parse<StanzaType>(type), addressee, presence);

                Assert.Equal(presence == NoSuchAccount ? Enum.Parse<DeliveryAction>(withoutAccount) : DeliveryAction.Process, action);
            }
        }
    }

    [Theory]
    [InlineData(nameof(NoSuchAccount), nameof(Addressee.Account), nameof(DeliveryAction.Bounce), nameof(DeliveryAction.Ignore))] // §8.5.1
    [InlineData(nameof(NoSuchAccount), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Bounce), nameof(DeliveryAction.Ignore))] // §8.5.1
    [InlineData(nameof(Unavailable), nameof(Addressee.Account), nameof(DeliveryAction.Process), nameof(DeliveryAction.Ignore))] // §8.5.2.2.3
    [InlineData(nameof(Unavailable), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource), nameof(DeliveryAction.ToResource))] // §8.5.3.1
    [InlineData(nameof(Unavailable), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Bounce), nameof(DeliveryAction.Ignore))] // §8.5.3.2.3
    [InlineData(nameof(OnlyNegative), nameof(Addressee.Account), nameof(DeliveryAction.Process), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(OnlyNegative), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource), nameof(DeliveryAction.ToResource))]
    [InlineData(nameof(OnlyNegative), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Bounce), nameof(DeliveryAction.Ignore))]
    [InlineData(nameof(NonNegative), nameof(Addressee.Account), nameof(DeliveryAction.Process), nameof(DeliveryAction.Ignore))] // §8.5.2.1.3
    [InlineData(nameof(NonNegative), nameof(Addressee.MatchingResource), nameof(DeliveryAction.ToResource), nameof(DeliveryAction.ToResource))]
    [InlineData(nameof(NonNegative), nameof(Addressee.UnknownResource), nameof(DeliveryAction.Bounce), nameof(DeliveryAction.Ignore))]
    public void An_iq_is_delivered_answered_or_bounced(string presence, string addressee, string request, string answer)
    {
        foreach (var type in new[] { StanzaType.Get, StanzaType.Set, StanzaType.Result, StanzaType.Error })
        {
            var action = DeliveryRules.Iq(type, Enum.Parse<Addressee>(addressee), Enum.Parse<AccountPresence>(presence));

            Assert.Equal(Enum.Parse<DeliveryAction>(type is StanzaType.Get or StanzaType.Set ? request : answer), action);
        }
    }

    private static string Letter(DeliveryAction action) => action switch
    {
        DeliveryAction.Ignore => "S",
        DeliveryAction.Bounce => "E",
        DeliveryAction.Store => "O",
        DeliveryAction.ToResource => "D",
        DeliveryAction.ToPreferred => "M",
        DeliveryAction.ToNonNegative => "A",
        _ => action.ToString(),
    };
}

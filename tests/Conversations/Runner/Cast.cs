using XmppActors.Transport.Addresses;

namespace XmppActors.Conversations.Runner;

/// <summary>Who is who: the RFCs' own persons and where they live.</summary>
internal static class Cast
{
    public const string Capulet = "capulet.example";
    public const string Montague = "montague.example";

    /// <summary>The domain of external components.</summary>
    public const string Stage = "stage.example";

    public const string ComponentSecret = "all the world";

    private static readonly HashSet<string> Montagues = ["romeo", "benvolio", "mercutio", "balthasar"];

    /// <summary>The password of everybody.</summary>
    public static string Password => "r0m30myr0m30";

    /// <summary><c>romeo</c>, <c>romeo/orchard</c>: at the domain of their house.</summary>
    public static BareJid Account(string who)
    {
        var name = who.Split('/')[0];
        return BareJid.Parse($"{name}@{(Montagues.Contains(name) ? Montague : Capulet)}");
    }

    public static string? Resource(string who) => who.Split('/', 2) is [_, var resource] ? resource : null;
}

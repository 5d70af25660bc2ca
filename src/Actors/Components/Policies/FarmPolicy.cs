namespace XmppActors.Actors.Components.Policies;

/// <summary>Who of a farm gets a stanza. Crosses nodes: append only.</summary>
internal enum FarmPolicy
{
    /// <summary>The sender's bare JID decides: all resources of a user have one instance.</summary>
    BareSource = 0,

    /// <summary>The sender's full JID decides.</summary>
    FullSource = 1,

    /// <summary>The addressee's bare JID decides: all that goes to one bot or gateway contact.</summary>
    BareDestination = 2,

    /// <summary>The addressee's full JID decides.</summary>
    FullDestination = 3,

    /// <summary>A message's thread decides (RFC 6121 §5.2.5).</summary>
    Thread = 4,

    /// <summary>The pubsub node decides (XEP-0060), also when the node is asked for its features.</summary>
    PubsubNode = 5,

    /// <summary>The room decides: the addressee's bare JID where that has a localpart (XEP-0045).</summary>
    Room = 6,

    /// <summary>What stands in the payload where <see cref="FarmRules.Pick"/> leads decides.</summary>
    Pick = 7,

    /// <summary>One after the other, as often as their weights say; each node counts for itself.</summary>
    RoundRobin = 8,

    /// <summary>Whoever has the least to do for its weight, as far as the node knows.</summary>
    LeastOutstanding = 9,

    /// <summary>By lot, as often as their weights say.</summary>
    Weighted = 10,

    /// <summary>All to one, the heaviest, of several the one that is there the longest; to the next when it is gone.</summary>
    PrimaryStandby = 11,
}

/// <summary>The policies' names in the configuration.</summary>
internal static class FarmPolicies
{
    public static readonly (string Word, FarmPolicy Value)[] All =
    [
        ("bare-source", FarmPolicy.BareSource),
        ("full-source", FarmPolicy.FullSource),
        ("bare-destination", FarmPolicy.BareDestination),
        ("full-destination", FarmPolicy.FullDestination),
        ("thread", FarmPolicy.Thread),
        ("pubsub-node", FarmPolicy.PubsubNode),
        ("room", FarmPolicy.Room),
        ("pick", FarmPolicy.Pick),
        ("round-robin", FarmPolicy.RoundRobin),
        ("least-outstanding", FarmPolicy.LeastOutstanding),
        ("weighted", FarmPolicy.Weighted),
        ("primary-standby", FarmPolicy.PrimaryStandby),
    ];

    /// <summary>Those whose key every stanza has: what the others may fall back on.</summary>
    public static IEnumerable<(string Word, FarmPolicy Value)> Plain => All.Take(4);

    public static string NameOf(FarmPolicy policy) => All[(int)policy].Word;

    /// <summary>A key decides, and equal keys go to the same instance.</summary>
    public static bool HasKey(FarmPolicy policy) => policy <= FarmPolicy.Pick;
}

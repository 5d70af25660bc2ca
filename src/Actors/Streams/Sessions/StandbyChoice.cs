using System.Collections.Immutable;
using XmppActors.Actors.Components;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>Which other node is the standby of a session.</summary>
internal static class StandbyChoice
{
    /// <param name="others">The other members that are up.</param>
    /// <param name="late">Chosen only if there is no other; null: none is late.</param>
    /// <param name="session">Spreads the sessions of a node over the others.</param>
    /// <returns>Null: there is no other.</returns>
    public static Address? Choose(ImmutableArray<Address> others, Address? late, string session)
    {
        if (late is not null && others.Length > 1) others = others.Remove(late);
        Address? best = null;
        var highest = 0UL;
        var key = Rendezvous.Hash(session);
        foreach (var other in others)
        {
            var score = Rendezvous.Score(key, Rendezvous.Hash(other.ToString()));
            if (best is not null && score <= highest) continue;
            (best, highest) = (other, score);
        }

        return best;
    }
}

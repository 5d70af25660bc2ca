using XmppActors.Actors.Accounts;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Tests.Accounts;

/// <summary>Asks one register, and the others that a test adds, of which it may be that none answers.</summary>
internal sealed class TestStreamSearch(IActorRef register) : IStreamSearch
{
    /// <summary>A node does not answer, or was lost lately.</summary>
    public bool IsInDoubt { get; set; }

    public bool MayGoOnElsewhere(TimeSpan within) => IsInDoubt;

    /// <summary>Entities ask whenever they begin, as after a change of the membership.</summary>
    public bool IsAlways { get; set; }

    /// <summary>The registers of other nodes.</summary>
    public List<IActorRef> Others { get; } = [];

    public IActorRef Register => register;

    public int Begin(BareJid account, IActorRef entity, bool isSuccessor)
    {
        if (!IsAlways && !isSuccessor)
            return 0;
        foreach (var each in Others.Append(register))
            each.Tell(new FindStreams(account), entity);
        return Others.Count + 1;
    }
}

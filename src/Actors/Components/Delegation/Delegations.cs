using XmppActors.Actors.Routing;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Delegation;

/// <summary>Hands what is delegated to the node's <see cref="DelegationOffice"/>. Any actor may call it in its own turn.</summary>
internal sealed class Delegations(DelegationBook book, DelegatedInfo info, StanzaCounters counters, IActorRef office)
{
    /// <summary>What components say of themselves for the server's service discovery.</summary>
    public DelegatedInfo Info { get; } = info;

    /// <param name="server">Asks components what they can do.</param>
    public static Delegations Start(ActorSystem system, FarmDirectory farms, IStanzaRouter router, StanzaCounters counters, BareJid server)
    {
        var book = new DelegationBook(farms);
        var info = new DelegatedInfo();
        var here = Cluster.Get(system).SelfAddress;
        var office = system.ActorOf(Props.Create(() => new DelegationOffice(book, info, router, counters, server, here)), DelegationOffice.Name);
        farms.Office = office;
        foreach (var farm in farms.Views) office.Tell(new FarmSeen(farm), ActorRefs.NoSender);
        return new Delegations(book, info, counters, office);
    }

    /// <summary>Takes a request to the server or to an account, if somebody else is to answer it. The stanza itself has ended.</summary>
    public bool TryTake(Stanza request)
    {
        if (book.Find(request) is not { } farm) return false;
        counters.Handled();
        office.Tell(new DelegateRequest(request, farm.Address), ActorRefs.NoSender);
        return true;
    }

    /// <summary>Takes the answer to something that a node's office has asked, if it is one.</summary>
    public void Answered(Stanza answer)
    {
        if (DelegationOffice.IsAnswer(answer)) office.Tell(answer, ActorRefs.NoSender);
    }
}

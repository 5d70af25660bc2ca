using XmppActors.Actors.Serialization;
using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// The new entity of an account asks a node's register of streams who is bound there: these streams are told to register
/// (<see cref="RegisterAgain"/>), and the sender is answered with <see cref="StreamsFound"/>.
/// </summary>
internal sealed record FindStreams(BareJid Account) : IClusterMessage;

/// <summary>These streams of the account are bound on the node, and have been told to register; often none.</summary>
internal sealed record StreamsFound(BareJid Account, IReadOnlyList<IActorRef> Streams) : IClusterMessage;

/// <summary>Told to a bound stream: its account has a new entity, which wants to be told <see cref="RebindResource"/>.</summary>
internal sealed record RegisterAgain(IActorRef Entity);

/// <summary>Where the streams of an account may be, as an entity sees it that has just begun.</summary>
internal interface IStreamSearch
{
    /// <summary>Whether a node does not answer, or was lost lately: sessions that it has, or had, may be about to go on elsewhere.</summary>
    /// <param name="within">How long ago it may have been lost.</param>
    bool MayGoOnElsewhere(TimeSpan within);

    /// <summary>Tells <see cref="FindStreams"/> to each register of streams that has to be asked.</summary>
    /// <param name="account">Whose streams.</param>
    /// <param name="entity">Is answered.</param>
    /// <param name="isSuccessor">There has certainly been an entity before, which failed.</param>
    /// <returns>How many were asked; 0: nobody can be bound.</returns>
    int Begin(BareJid account, IActorRef entity, bool isSuccessor);
}

using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Roster;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Accounts;

/// <summary>
/// An account as the rooms that serve it see it: its state, and the ways to act. The entity implements it; used in its
/// own turn only. Every stanza given to a room ends by exactly one of <see cref="Forward"/>, <see cref="Deliver"/>,
/// <see cref="Handled"/>,
/// <see cref="Ignored"/>, <see cref="Bounce"/> and <see cref="Reply"/>, so that the counters add up.
/// </summary>
internal interface IAccount
{
    BareJid Address { get; }

    AccountServices Services { get; }

    ResourceList Resources { get; }

    ContactList Contacts { get; }

    /// <summary>When the last available resource went; null: never, or not known.</summary>
    LastLogout? LastLogout { get; }

    /// <summary>Nothing of the account is stored (XEP-0175).</summary>
    bool IsTemporary { get; }

    /// <summary>Whether messages may be waiting in the offline store; true until it has been looked at.</summary>
    bool MayHaveOfflineMessages { get; set; }

    /// <summary>Requests that components make in the account's name.</summary>
    PrivilegedIqs PrivilegedIqs { get; }

    /// <summary>Sends a stanza that the server made, or a further copy of one.</summary>
    void Send(Stanza stanza);

    /// <summary>Sends on the stanza that came in.</summary>
    void Forward(Stanza stanza);

    /// <summary>Hands a stanza that the server made, or a further copy of one, to a resource.</summary>
    void Push(Resource resource, Stanza stanza);

    /// <summary>Hands the stanza that came in to a resource.</summary>
    void Deliver(Resource resource, Stanza stanza);

    /// <summary>Hands the stanza that came in to several resources; who sent it is told when all have it.</summary>
    void Share(Stanza stanza, IReadOnlyList<Resource> resources);

    /// <summary>
    /// The stanza that came in ends here: the server was its addressee, or it was the original of a broadcast.
    /// </summary>
    void Handled();

    /// <summary>The stanza that came in ends here: the RFC asks for silence.</summary>
    void Ignored();

    /// <summary>Answers the stanza that came in with an error; where none is allowed it is ignored.</summary>
    void Bounce(Stanza stanza, StanzaErrorCondition condition, StanzaErrorType? type = null);

    /// <summary>Answers the request that came in.</summary>
    void Reply(Stanza answer);

    /// <summary>
    /// Makes the account wait for the storage: other messages are kept, in order and within a bound, until <paramref
    /// name="done"/> has run. When the work fails, <paramref name="cause"/> is bounced with
    /// <c>internal-server-error</c> and <paramref name="failed"/> runs instead.
    /// </summary>
    void Await<T>(Task<T> work, Stanza? cause, Action<T> done, Action? failed = null);

    /// <summary>
    /// As <see cref="Await{T}"/>, for a change of the roster, which is in force when <paramref name="done"/> runs.
    /// </summary>
    void Save(RosterChange change, Stanza? cause, Action done);

    /// <summary>Remembers when the last available resource went (XEP-0012 §4).</summary>
    void SaveLastLogout(string? status);

    /// <summary>The account is no more: its streams are closed and all is forgotten.</summary>
    void Removed();
}

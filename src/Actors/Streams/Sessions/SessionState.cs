using System.Collections.Immutable;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>All that a session under XEP-0198 is, without its connection: what a stream on any node needs in order to go on with it.
/// Immutable.</summary>
/// <param name="Address">The bound resource.</param>
/// <param name="IsTemporary">See <see cref="AuthenticatedEntity"/>.</param>
/// <param name="Resource">What the account's entity gave the stream to keep.</param>
/// <param name="Id">The SM-ID; null: it cannot be resumed.</param>
/// <param name="ResumeTimeout">How long it is kept without a connection.</param>
/// <param name="Handled">How many stanzas of the client are settled: its <c>h</c>.</param>
/// <param name="Acknowledged">How many stanzas the client has acknowledged.</param>
/// <param name="Unacked">Sent to the client, or held for it, after those; oldest first.</param>
/// <param name="Name">Names the session in <see cref="StanzaOrigin"/>s; 0: it has no name yet.</param>
/// <param name="Number">The number, in them, of the last stanza that is settled with all before it.</param>
/// <param name="Taken">Which stanzas of others it has taken.</param>
internal sealed record SessionState(
    FullJid Address,
    bool IsTemporary,
    ResourceState Resource,
    string? Id,
    TimeSpan ResumeTimeout,
    uint Handled,
    uint Acknowledged,
    IReadOnlyList<Stanza> Unacked,
    ulong Name,
    uint Number,
    ImmutableArray<SessionMark> Taken)
{
    /// <summary>How many streams had the session before the one that tells this.</summary>
    public uint Turn { get; init; }

    /// <summary>The number of the newest stanza that was read from the client; a copy may know an older one.</summary>
    public uint Newest { get; init; }
}

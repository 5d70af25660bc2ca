using XmppActors.Actors.Serialization;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Sessions;

/// <summary>An authenticated stream asks for an earlier session (XEP-0198 §5), wherever that is.</summary>
/// <remarks>Goes by way of the account to the <see cref="BoundStream"/> that has the session; answered by <see cref="SessionHandedOver"/> or
/// <see cref="ResumeRefused"/>. Told again while there is no answer.</remarks>
/// <param name="Negotiator">Who asks, and is answered.</param>
/// <param name="Waited">How long its client has waited by now: of two that ask for a session, who has waited less has the client's newer connection.</param>
internal sealed record ResumeStream(BareJid Account, ResumptionId Id, IActorRef Negotiator, TimeSpan Waited) : Accounts.IAccountMessage
{
    /// <summary>It answers <see cref="StillWanted"/>.</summary>
    public bool IsConfirmed { get; init; }
}

/// <summary>Told to a stream that asks for a session that has a connection: the question may be old, on its way for long, and is to be asked anew, of the
/// sender.</summary>
internal sealed class StillWanted : IClusterMessage
{
    public static readonly StillWanted Instance = new();
}

/// <summary>No such session, or not any more.</summary>
/// <param name="Handled">How many stanzas it had handled at its end, if that is still known.</param>
internal sealed record ResumeRefused(StanzaErrorCondition Condition, uint? Handled = null) : IClusterMessage;

/// <summary>The session, to go on with. The sender waits for <see cref="SessionTaken"/>; where none comes, it keeps the session.</summary>
internal sealed record SessionHandedOver(SessionState State) : IClusterMessage;

/// <summary>Told to the stream that had a session: the sender has it now. What is still told to the old one is for the new one.</summary>
internal sealed class SessionTaken : IClusterMessage
{
    public static readonly SessionTaken Instance = new();
}

/// <summary>Told by a stream whose session has gone to another to that one: a stanza that came late.</summary>
/// <param name="Reader">Who waits for it to be settled.</param>
internal sealed record LateStanza(Stanza Stanza, IActorRef Reader) : IClusterMessage;

/// <summary>The last word of a stream to the one that goes on with its session.</summary>
internal sealed class FormerStreamDone : IClusterMessage
{
    public static readonly FormerStreamDone Instance = new();
}

/// <summary>What a <see cref="BoundStream"/> begins with: <see cref="BindStream"/> or <see cref="ContinueSession"/>.</summary>
internal abstract record StreamBeginning;

/// <summary>Goes on with a session that another stream had.</summary>
/// <param name="Former">That stream.</param>
/// <param name="Connection">Where its client is; null: nowhere yet, since its node was lost.</param>
internal sealed record ContinueSession(SessionState State, IActorRef Former, ResumedConnection? Connection) : StreamBeginning;

/// <summary>A connection on which the client has asked for its session.</summary>
/// <param name="Handled">Stanzas that the client has handled: its <c>h</c>.</param>
/// <param name="RequestBytes">Size of &lt;resume/&gt;, for the read window.</param>
internal sealed record ResumedConnection(ActorStanzaSink Sink, uint Handled, int RequestBytes)
{
    /// <summary>When the client asked, by the clock of this system.</summary>
    public TimeSpan AskedAt { get; init; }
}

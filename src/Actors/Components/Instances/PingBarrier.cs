using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Instances;

/// <summary>A ping (XEP-0199) written behind stanzas: whoever answers it, with whatever, has read all before it. XMPP keeps order on a
/// stream (RFC 6120 §10.1). One at a time. Performs nothing.</summary>
internal sealed class PingBarrier(LedgerSettings settings, BareJid server, BareJid component)
{
    /// <summary>How long a component may take for the first ping, before it counts as one that answers none.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes($"<ping xmlns='{ServerInfo.Ping.Namespace}'/>");

    private readonly string _name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)); // What a user could guess he could answer.
    private uint _count;
    private byte[]? _id;
    private long _writtenTotal;
    private TimeSpan _writtenAt;
    private bool _wasAnswered;

    /// <summary>False: what is written counts as read.</summary>
    public bool IsUsed { get; private set; } = settings.Acknowledge != AcknowledgedBy.Written;

    /// <summary>A ping waits for its answer.</summary>
    [MemberNotNullWhen(true, nameof(_id))]
    public bool IsUnderWay => _id is not null;

    /// <summary>When a ping was written that is owed an answer: by a component that has answered one before, or has to. Null: none is.</summary>
    public TimeSpan? OwedSince => IsUnderWay && (_wasAnswered || settings.Acknowledge == AcknowledgedBy.Ping) ? _writtenAt : null;

    /// <summary>How long the next ping should wait still, to stand for more; zero: it is due.</summary>
    /// <param name="oldest">When the oldest of what is not acknowledged was written.</param>
    public TimeSpan WaitFor(int unacknowledged, TimeSpan oldest, TimeSpan now) =>
        unacknowledged >= settings.PingAfter || now - oldest >= settings.PingDelay ? TimeSpan.Zero : settings.PingDelay - (now - oldest);

    /// <summary>To be written now, behind so many stanzas.</summary>
    public Stanza Begin(long writtenTotal, TimeSpan now)
    {
        var id = $"{_name}{(IsUnderWay ? _count : ++_count):x}"; // The same again: whichever of them it answers, it answers.
        (_id, _writtenTotal, _writtenAt) = (Encoding.ASCII.GetBytes(id), IsUnderWay ? _writtenTotal : writtenTotal, now);
        return Stanza.Create(StanzaKind.Iq, StanzaType.Get, server, component, id, Payload);
    }

    /// <summary>Looks at an iq that is an answer.</summary>
    /// <param name="writtenTotal">How many stanzas were written before the ping that it answers.</param>
    /// <returns>False: it is somebody else's.</returns>
    public bool TryEnd(Stanza answer, out long writtenTotal)
    {
        writtenTotal = _writtenTotal;
        if (!IsUnderWay || !answer.IdBytes.Span.SequenceEqual(_id) || !server.Equals(answer.To)) return false;
        _id = null;
        _wasAnswered = true;
        IsUsed = settings.Acknowledge != AcknowledgedBy.Written;
        return true;
    }

    /// <summary>The component has had <see cref="Patience"/> for the first ping. If that is unanswered, it counts as one that knows no pings, until it answers
    /// one.</summary>
    /// <returns>True, once: from now on what is written counts as read.</returns>
    public bool TryGiveUp()
    {
        if (_wasAnswered || !IsUsed || !IsUnderWay || settings.Acknowledge != AcknowledgedBy.Auto) return false;
        IsUsed = false;
        return true;
    }
}

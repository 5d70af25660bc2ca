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
    /// <summary>How long a component that speaks, and has never answered a ping, may take for the first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

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

    /// <summary>How long the next ping should wait still, to stand for more; zero: it is due.</summary>
    /// <param name="oldest">When the oldest of what is not acknowledged was written.</param>
    public TimeSpan WaitFor(int unacknowledged, TimeSpan oldest, TimeSpan now) =>
        unacknowledged >= settings.PingAfter || now - oldest >= settings.PingDelay ? TimeSpan.Zero : settings.PingDelay - (now - oldest);

    /// <summary>To be written now, behind so many stanzas.</summary>
    public Stanza Begin(long writtenTotal, TimeSpan now)
    {
        var id = $"{_name}{++_count:x}";
        (_id, _writtenTotal, _writtenAt) = (Encoding.ASCII.GetBytes(id), writtenTotal, now);
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

    /// <summary>The component has said something. If it does that and leaves the first ping unanswered, it knows no pings.</summary>
    /// <returns>True, once: from now on what is written counts as read.</returns>
    public bool TryGiveUp(TimeSpan now)
    {
        if (_wasAnswered || !IsUsed || !IsUnderWay || settings.Acknowledge != AcknowledgedBy.Auto || now - _writtenAt < Patience) return false;
        IsUsed = false;
        return true;
    }
}

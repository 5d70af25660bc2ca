using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>What one stream has read and nobody has taken charge of yet; what to send again, and when its reader may go on.</summary>
/// <remarks>While the node is alone, only what is for others than its own accounts: that may get lost with a component. Performs nothing.
/// Not thread-safe.</remarks>
/// <param name="destinationOf">See <see cref="Settlement.DestinationOf"/>.</param>
/// <param name="isForOthers">See <see cref="Settlement.IsForOthers"/>.</param>
internal sealed class ReadStanzas(ClusterView cluster, Func<Stanza, string?> destinationOf, Predicate<Stanza> isForOthers)
{
    /// <summary>How long a refused stanza waits.</summary>
    public static readonly TimeSpan RefusedFor = TimeSpan.FromMilliseconds(100);

    /// <summary>How often the oldest is looked at.</summary>
    public static readonly TimeSpan GuardInterval = TimeSpan.FromSeconds(20);

    private const int GuardLimit = 3;

    private readonly HashSet<uint> _refused = [];
    private UnsettledStanzas? _unsettled;
    private int _withheld;
    private uint? _dueTo;  // All up to this number are to be sent again.
    private uint _watched; // The newest when it was last looked for lost ones.
    private uint _guarded;
    private int _guardTurns;

    /// <summary>Names the session; 0 before the first stanza that needs a name.</summary>
    public ulong Session => _unsettled?.Session ?? 0;

    /// <summary>The number up to which all are settled.</summary>
    public uint Prefix => _unsettled?.Prefix ?? 0;

    /// <summary>The number of the newest.</summary>
    public uint Newest => _unsettled?.Newest ?? 0;

    /// <summary>How many of the stanzas read are not yet settled, or were read after one that is not.</summary>
    public int Span => _unsettled?.Span ?? 0;

    public bool IsEmpty => _unsettled is null or { Count: 0 };

    /// <summary>Gives the session a name, if it has none yet: whoever goes on with it is to number its stanzas as they were.</summary>
    public void GiveName() => _unsettled ??= new UnsettledStanzas(NewSession(), destinationOf);

    /// <summary>Goes on with a session of another stream.</summary>
    /// <param name="newest">What that one is known to have read: what comes again of it says so, for somebody may have got it before.</param>
    public void Continue(ulong session, uint prefix, uint newest)
    {
        _unsettled = session == 0 ? null : new UnsettledStanzas(session, destinationOf, prefix) { RepeatedTo = newest };
        _watched = prefix;
    }

    /// <summary>Keeps a stanza that was just read and that nobody knows yet, if it could get lost.</summary>
    /// <param name="stanza">As it will be sent; gets its origin.</param>
    /// <returns>False: whoever is told it next, has it; its bytes are processed.</returns>
    public bool TryKeep(Stanza stanza)
    {
        if (cluster.IsAlone && !isForOthers(stanza) && !MayOvertake(stanza))
        {
            _unsettled?.Skip();
            return false;
        }

        GiveName();
        _unsettled!.Add(stanza);
        return true;
    }

    /// <summary>Somebody has taken charge of a stanza.</summary>
    /// <returns>How many bytes are processed now; 0 when it was settled before.</returns>
    public int Settle(StanzaSettled settled)
    {
        if (settled.Session != Session || _unsettled is null) return 0;
        for (var back = settled.Count - 1; back >= 0; back--)
        {
            var number = unchecked(settled.Number - (uint)back);
            if (_unsettled.Settle(number) is not { } stanza) continue;
            if (_refused.Count > 0) _refused.Remove(number);
            _withheld += stanza.ByteCount;
        }

        return TakeProcessed();
    }

    /// <summary>Somebody answers for a stanza that was sent again: as long as that is so it is not given up.</summary>
    public void OnHeld(StanzaHeld held)
    {
        if (held.Session == Session && held.Number == unchecked(Prefix + 1)) _guardTurns = 0;
    }

    /// <summary>The client will not send again what is up to this number.</summary>
    /// <returns>As <see cref="Settle"/>.</returns>
    public int Confirm(uint number)
    {
        _unsettled?.Confirm(number);
        return TakeProcessed();
    }

    /// <summary>A stanza is to be sent again, a little later.</summary>
    /// <returns>False: it needs no more.</returns>
    public bool TryRefuse(StanzaRefused refused)
    {
        if (refused.Session != Session || _unsettled is null || !_unsettled.IsUnsettled(refused.Number)) return false;
        if (refused.IsRepeated) _unsettled.Repeat(refused.Number);
        return _refused.Add(refused.Number);
    }

    /// <summary>Whether <see cref="Due"/> may have something now, after one was settled that others waited for.</summary>
    public bool HasRefused => _refused.Count > 0;

    /// <summary>What is to be sent again now, oldest first.</summary>
    public IReadOnlyList<Stanza> Due()
    {
        if (IsEmpty) return [];
        var again = _dueTo is { } last ? _unsettled!.Again(last) : _unsettled!.Again(_refused);
        _dueTo = null;
        foreach (var stanza in again) _refused.Remove(stanza.Origin.Number);
        return again;
    }

    /// <summary>When to ask <see cref="Due"/> next; null: not before something happens.</summary>
    public TimeSpan? NextDue => IsEmpty ? null
        : _refused.Count > 0 ? RefusedFor
        : null;

    /// <summary>A node is gone: what was on its way there is to be sent again.</summary>
    /// <param name="gone">If it has been told before: what was read after that others have had no time to settle.</param>
    public void OnMemberGone(MemberGone gone)
    {
        _dueTo = IsEmpty ? null : gone.IsToldAgain ? _watched : Newest;
        _watched = Newest;
    }

    /// <summary>To be called each <see cref="GuardInterval"/>.</summary>
    /// <returns>What nobody has settled for so long that it is given up; settled now. Null: nothing, or not yet.</returns>
    public StanzaSettled? Overdue()
    {
        if (IsEmpty || Prefix != _guarded)
        {
            (_guarded, _guardTurns) = (Prefix, 0);
            return null;
        }

        _dueTo ??= Newest;
        if (++_guardTurns < GuardLimit) return null;
        _guardTurns = 0;
        return new StanzaSettled(Session, unchecked(Prefix + 1));
    }

    /// <summary>One before it is kept, from a time with other nodes; or too many numbers are used already.</summary>
    private bool MayOvertake(Stanza stanza) => !IsEmpty && (_unsettled!.IsFull || _unsettled.HasTo(destinationOf(stanza)));

    private static ulong NewSession()
    {
        ulong session;
        do session = (ulong)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue) << 32
            | (uint)System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        while (session == 0);
        return session;
    }

    private int TakeProcessed()
    {
        if (_unsettled is { IsFull: true }) return 0;
        var processed = _withheld;
        _withheld = 0;
        return processed;
    }
}

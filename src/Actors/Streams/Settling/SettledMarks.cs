using System.Collections.Immutable;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Streams.Settling;

/// <summary>What somebody who takes stanzas remembers of each session: how far it has seen them, and which it has taken charge of, so that
/// one that comes again is not acted on twice, and none is taken before its predecessor.</summary>
/// <remarks>Of a session it keeps the numbers that may still come again (<see cref="StanzaOrigin.Oldest"/>); of sessions, the most recently
/// used. Numbers are modulo 2^32. Not thread-safe.</remarks>
/// <param name="capacity">Most sessions remembered.</param>
internal sealed class SettledMarks(int capacity)
{
    private Dictionary<ulong, Mark>? _marks;
    private long _uses;

    /// <summary>Whether the one before it to the same address, if that is not settled, was seen here.</summary>
    public bool IsInOrder(StanzaOrigin origin) =>
        origin.Gap == 0
        || (_marks is not null && _marks.TryGetValue(origin.Session, out var mark) && !mark.IsOrderLost && !IsBefore(mark.Newest, origin.Previous));

    /// <summary>It has come here, in its order.</summary>
    public void See(StanzaOrigin origin)
    {
        var mark = MarkOf(origin);
        mark.IsOrderLost = false;
        if (IsBefore(mark.Newest, origin.Number)) mark.Newest = origin.Number;
    }

    /// <summary>What was seen here and handed on may be lost: of each session the next one in order is its oldest again.</summary>
    public void LoseOrder()
    {
        if (_marks is null) return;
        foreach (var mark in _marks.Values) mark.IsOrderLost = true;
    }

    /// <summary>Takes charge of it, if the one before it to the same address, where that is not settled, was taken here: what was given back does not
    /// count.</summary>
    public Taking TakeInOrder(StanzaOrigin origin)
    {
        Mark? mark = null;
        if (origin.Gap > 0 && (_marks is null || !_marks.TryGetValue(origin.Session, out mark) || !mark.HasSeen(origin.Previous))) return Taking.TooEarly;
        return TakeFor(mark ?? MarkOf(origin), origin) ? Taking.Taken : Taking.Again;
    }

    /// <summary>Somebody else is to take it.</summary>
    public void GiveBack(StanzaOrigin origin)
    {
        if (_marks is not null && _marks.TryGetValue(origin.Session, out var mark)) mark.Remove(origin.Number);
    }

    /// <summary>Whether it was <see cref="Take">taken</see> here.</summary>
    public bool IsTaken(StanzaOrigin origin) =>
        _marks is not null && _marks.TryGetValue(origin.Session, out var mark) && mark.HasSeen(origin.Number);

    /// <summary>Takes charge of it.</summary>
    /// <returns>False: it was taken before.</returns>
    public bool Take(StanzaOrigin origin) => TakeFor(MarkOf(origin), origin);

    /// <summary>For another who takes this one's place.</summary>
    public ImmutableArray<SessionMark> ToArray() => _marks is null
        ? []
        : [.. _marks.OrderBy(static pair => pair.Value.Use).Select(static pair => pair.Value.ToSessionMark(pair.Key))];

    public static SettledMarks From(ImmutableArray<SessionMark> marks, int capacity)
    {
        var result = new SettledMarks(capacity);
        foreach (var (session, newest, taken) in marks)
        {
            var mark = result.MarkOf(new StanzaOrigin(session, newest));
            mark.Newest = newest;
            foreach (var number in taken) mark.Add(number);
        }

        return result;
    }

    private static bool IsBefore(uint number, uint other) => unchecked((int)(number - other)) < 0;

    private bool TakeFor(Mark mark, StanzaOrigin origin)
    {
        mark.Use = ++_uses;
        mark.Forget(origin.Oldest);
        if (mark.IsSettled(origin.Number) || mark.Contains(origin.Number)) return false;
        mark.Add(origin.Number);
        if (IsBefore(mark.Newest, origin.Number)) mark.Newest = origin.Number;
        return true;
    }

    private Mark MarkOf(StanzaOrigin origin)
    {
        _marks ??= [];
        if (!_marks.TryGetValue(origin.Session, out var mark))
        {
            if (_marks.Count >= capacity) ForgetSessions();
            mark = new Mark { Newest = unchecked(origin.Oldest - 1) };
            _marks.Add(origin.Session, mark);
        }

        mark.Use = ++_uses;
        return mark;
    }

    /// <summary>A quarter at a time, so that the search for the least recently used is seldom.</summary>
    private void ForgetSessions()
    {
        var oldest = _marks!.OrderBy(static pair => pair.Value.Use).Take(Math.Max(1, capacity / 4)).Select(static pair => pair.Key).ToArray();
        foreach (var session in oldest) _marks!.Remove(session);
    }

    /// <summary>Numbers mostly come in their order: a ring, searched only for one that is not the newest.</summary>
    private sealed class Mark
    {
        private uint[] _taken = [];
        private int _first;
        private int _count;
        private uint _highest;
        private uint? _settledBelow; // All of them, by whomever: what comes still is a copy that was long under way.

        public long Use { get; set; }

        public uint Newest { get; set; }

        public bool IsOrderLost { get; set; }

        public bool Contains(uint number)
        {
            if (_count == 0 || IsBefore(_highest, number)) return false;
            for (var i = _count - 1; i >= 0; i--)
            {
                if (At(i) == number) return true;
            }

            return false;
        }

        public void Add(uint number)
        {
            if (_count == _taken.Length) Grow();
            At(_count++) = number;
            if (_count == 1 || IsBefore(_highest, number)) _highest = number;
        }

        public void Remove(uint number)
        {
            var kept = 0;
            for (var i = 0; i < _count; i++)
            {
                var taken = At(i);
                if (taken != number) At(kept++) = taken;
            }

            _count = kept;
        }

        /// <summary>Its reader has said so, by naming a later one as the oldest that is not.</summary>
        public bool IsSettled(uint number) => _settledBelow is { } below && IsBefore(number, below);

        public bool HasSeen(uint number) => IsSettled(number) || Contains(number);

        /// <summary>From the oldest on: one that came late may keep others a while.</summary>
        public void Forget(uint below)
        {
            if (_settledBelow is not { } known || IsBefore(known, below)) _settledBelow = below;
            while (_count > 0 && IsBefore(At(0), below))
            {
                _first = (_first + 1) & (_taken.Length - 1);
                _count--;
            }
        }

        public SessionMark ToSessionMark(ulong session)
        {
            var taken = ImmutableArray.CreateBuilder<uint>(_count);
            for (var i = 0; i < _count; i++) taken.Add(At(i));
            return new SessionMark(session, Newest, taken.MoveToImmutable());
        }

        private ref uint At(int index) => ref _taken[(_first + index) & (_taken.Length - 1)];

        private void Grow()
        {
            var grown = new uint[Math.Max(4, _taken.Length * 2)];
            for (var i = 0; i < _count; i++) grown[i] = At(i);
            (_taken, _first) = (grown, 0);
        }
    }
}

/// <summary>Whether a stanza was taken.</summary>
internal enum Taking
{
    Taken,

    /// <summary>It was taken before.</summary>
    Again,

    /// <summary>It was not: one before it is missing.</summary>
    TooEarly,
}

/// <summary>What is remembered of one session: see <see cref="SettledMarks"/>.</summary>
/// <param name="Newest">The highest number seen.</param>
/// <param name="Taken">The numbers that were taken and may come again.</param>
internal readonly record struct SessionMark(ulong Session, uint Newest, ImmutableArray<uint> Taken);

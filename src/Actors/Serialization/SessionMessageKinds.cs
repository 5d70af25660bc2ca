using System.Collections.Immutable;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>What streams and whoever takes their stanzas tell each other, and what lets sessions go from node to node.</summary>
internal static class SessionMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "settled",
            static (StanzaSettled settled, WireWriter output) =>
            {
                output.Fixed(settled.Session);
                output.Number(settled.Number);
                output.Count(settled.Count);
            },
            static input => new StanzaSettled(input.Fixed(), (uint)input.Number(), input.Int32())),
        MessageKind.Of(
            "refused",
            static (StanzaRefused refused, WireWriter output) =>
            {
                output.Fixed(refused.Session);
                output.Number(refused.Number);
                output.Flag(refused.IsRepeated);
            },
            static input => new StanzaRefused(input.Fixed(), (uint)input.Number(), input.Flag())),
        MessageKind.Of(
            "held",
            static (StanzaHeld held, WireWriter output) =>
            {
                output.Fixed(held.Session);
                output.Number(held.Number);
            },
            static input => new StanzaHeld(input.Fixed(), (uint)input.Number())),
        MessageKind.Of("resume", Write, ReadResume),
        MessageKind.Of("resume-refused", Write, ReadRefused),
        MessageKind.Of(
            "session",
            static (SessionHandedOver session, WireWriter output) => output.Block(session.State, Write),
            static input => new SessionHandedOver(input.Block(ReadState))),
        MessageKind.Of("session-taken", SessionTaken.Instance),
        MessageKind.Of(
            "late",
            static (LateStanza late, WireWriter output) =>
            {
                output.Stanza(late.Stanza);
                output.Reference(late.Reader);
            },
            static input => new LateStanza(input.Stanza(), input.Reference())),
        MessageKind.Of("former-done", FormerStreamDone.Instance),
        MessageKind.Of("standby-update", Write, ReadUpdate),
        MessageKind.Of(
            "standby-confirmed",
            static (StandbyConfirmed confirmed, WireWriter output) =>
            {
                output.Number(confirmed.Sequence);
                output.Flag(confirmed.IsUnknown);
            },
            static input => new StandbyConfirmed((uint)input.Number(), input.Flag())),
        MessageKind.Of(
            "session-expired",
            static (SessionExpired expired, WireWriter output) =>
            {
                output.Text(expired.Id);
                output.Number(expired.Handled);
            },
            static input => new SessionExpired(input.Text(), (uint)input.Number())),
        MessageKind.Of("standby-end", StandbyEnd.Instance),
        MessageKind.Of("still-wanted", StillWanted.Instance),
    ];

    public static void Write(SessionState state, WireWriter output)
    {
        output.Address(state.Address);
        output.Flag(state.IsTemporary);
        output.Block(state.Resource, StreamMessageKinds.Write);
        output.OptionalText(state.Id);
        output.Number((ulong)state.ResumeTimeout.Ticks);
        output.Number(state.Handled);
        output.Number(state.Acknowledged);
        WriteStanzas(state.Unacked, output);
        output.Fixed(state.Name);
        output.Number(state.Number);
        output.Number(state.Turn);
        output.Count(state.Taken.Length);
        foreach (var mark in state.Taken)
            Write(mark, output);
        output.Number(state.Newest);
    }

    public static SessionState ReadState(WireReader input)
    {
        var state = new SessionState(
            input.FullJid(),
            input.Flag(),
            input.Block(StreamMessageKinds.ReadState),
            input.OptionalText(),
            TimeSpan.FromTicks((long)input.Number()),
            (uint)input.Number(),
            (uint)input.Number(),
            ReadStanzas(input),
            input.Fixed(),
            (uint)input.Number(),
            []);
        return state with { Turn = (uint)input.Number(), Taken = ReadMarks(input), Newest = (uint)input.Number() };
    }

    public static void WriteStanzas(IReadOnlyList<Stanza> stanzas, WireWriter output)
    {
        output.Count(stanzas.Count);
        foreach (var stanza in stanzas)
            output.Stanza(stanza);
    }

    public static Stanza[] ReadStanzas(WireReader input)
    {
        var stanzas = new Stanza[input.Count()];
        for (var i = 0; i < stanzas.Length; i++)
            stanzas[i] = input.StanzaAmongOthers();
        return stanzas;
    }

    private static void Write(StandbyUpdate update, WireWriter output)
    {
        output.Number(update.Sequence);
        output.Flag(update.Whole is not null);
        if (update.Whole is not null)
            output.Block(update.Whole, Write);
        WriteStanzas(update.Added, output);
        output.Number(update.Handled);
        output.Number(update.Number);
        output.Number(update.Acknowledged);
        output.Flag(update.Resource is not null);
        if (update.Resource is not null)
            output.Block(update.Resource, StreamMessageKinds.Write);
    }

    private static StandbyUpdate ReadUpdate(WireReader input) => new(
        (uint)input.Number(),
        input.Flag() ? input.Block(ReadState) : null,
        ReadStanzas(input),
        (uint)input.Number(),
        (uint)input.Number(),
        (uint)input.Number(),
        input.Flag() ? input.Block(StreamMessageKinds.ReadState) : null);

    public static void Write(SessionMark mark, WireWriter output)
    {
        output.Fixed(mark.Session);
        output.Number(mark.Newest);
        output.Count(mark.Taken.Length);
        foreach (var number in mark.Taken)
            output.Number(number);
    }

    public static ImmutableArray<SessionMark> ReadMarks(WireReader input)
    {
        var marks = ImmutableArray.CreateBuilder<SessionMark>(input.Count());
        for (var left = marks.Capacity; left > 0; left--)
        {
            var session = input.Fixed();
            var newest = (uint)input.Number();
            var taken = ImmutableArray.CreateBuilder<uint>(input.Count());
            for (var numbers = taken.Capacity; numbers > 0; numbers--)
                taken.Add((uint)input.Number());
            marks.Add(new SessionMark(session, newest, taken.ToImmutable()));
        }

        return marks.ToImmutable();
    }

    private static void Write(ResumeStream resume, WireWriter output)
    {
        output.Address(resume.Account);
        output.Text(resume.Id.Value);
        output.Reference(resume.Negotiator);
        output.Number((ulong)resume.Waited.Ticks);
        output.Flag(resume.IsConfirmed);
    }

    private static ResumeStream ReadResume(WireReader input)
    {
        var account = input.BareJid();
        return ResumptionId.TryParse(input.Text(), out var id)
            ? new ResumeStream(account, id, input.Reference(), TimeSpan.FromTicks((long)input.Number())) { IsConfirmed = input.Flag() }
            : throw new System.Runtime.Serialization.SerializationException("no SM-ID");
    }

    private static void Write(ResumeRefused refused, WireWriter output)
    {
        output.Byte((byte)refused.Condition);
        output.Flag(refused.Handled is not null);
        output.Number(refused.Handled ?? 0);
    }

    private static ResumeRefused ReadRefused(WireReader input)
    {
        var condition = input.Choice<StanzaErrorCondition>();
        var isKnown = input.Flag();
        var handled = (uint)input.Number();
        return new ResumeRefused(condition, isKnown ? handled : null);
    }
}

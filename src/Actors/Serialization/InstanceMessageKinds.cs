using XmppActors.Actors.Components.Instances.Resumption;

namespace XmppActors.Actors.Serialization;

/// <summary>What lets a component's stream go on with what another one served (XEP-0198 §5).</summary>
internal static class InstanceMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "instance-resume",
            static (ResumeInstance resume, WireWriter output) =>
            {
                output.Text(resume.Id);
                output.Text(resume.Name);
                output.Reference(resume.Stream);
            },
            static input => new ResumeInstance(input.Text(), input.Text(), input.Reference())),
        MessageKind.Of(
            "instance-resume-refused",
            static (InstanceResumptionRefused refused, WireWriter output) => output.Text(refused.Id),
            static input => new InstanceResumptionRefused(input.Text())),
        MessageKind.Of(
            "instance-session",
            static (InstanceHandedOver handedOver, WireWriter output) =>
            {
                output.Text(handedOver.Id);
                output.Block(handedOver.Session, Write);
            },
            static input => new InstanceHandedOver(input.Text(), input.Block(ReadSession))),
        MessageKind.Of("instance-taken", InstanceTaken.Instance),
    ];

    private static void Write(InstanceSession session, WireWriter output)
    {
        output.Count(session.Hostnames.Length);
        foreach (var hostname in session.Hostnames) output.Block(hostname, Write);
        output.Number((ulong)session.ResumeTimeout.Ticks);
        output.Number(session.Acknowledged);
        output.Number(session.Handled);
        output.Count(session.Entries.Length);
        foreach (var entry in session.Entries) output.Block(entry, Write);
        output.Fixed(session.Name);
        output.Number(session.Number);
        output.Count(session.Taken.Length);
        foreach (var mark in session.Taken) SessionMessageKinds.Write(mark, output);
    }

    private static InstanceSession ReadSession(WireReader input) => new(
        input.List(ReadHostname),
        TimeSpan.FromTicks((long)input.Number()),
        (uint)input.Number(),
        (uint)input.Number(),
        input.List(ReadEntry),
        input.Fixed(),
        (uint)input.Number(),
        SessionMessageKinds.ReadMarks(input));

    private static void Write(ServedHostname hostname, WireWriter output)
    {
        output.Text(hostname.Domain);
        output.Text(hostname.InstanceId);
        output.OptionalText(hostname.CredentialId);
    }

    private static ServedHostname ReadHostname(WireReader input) => new(input.Text(), input.Text(), input.OptionalText());

    private static void Write(SessionEntry entry, WireWriter output)
    {
        output.Flag(entry.Stanza is not null);
        if (entry.Stanza is not null) output.Stanza(entry.Stanza);
        output.Reference(entry.Reader);
        output.Number((ulong)entry.Age.Ticks);
        output.Flag(entry.WasWritten);
    }

    private static SessionEntry ReadEntry(WireReader input) =>
        new(input.OptionalStanza(), input.Reference(), TimeSpan.FromTicks((long)input.Number()), input.Flag());
}

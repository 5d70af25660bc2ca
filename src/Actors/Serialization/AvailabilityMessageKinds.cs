using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Availability;

namespace XmppActors.Actors.Serialization;

/// <summary>What the entities that show farms to clients are told, and what they remember.</summary>
internal static class AvailabilityMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "availability-keep",
            static (KeepAvailability keep, WireWriter output) =>
            {
                output.Text(keep.Domain);
                output.Reference(keep.Keeper);
            },
            static input => new KeepAvailability(input.Text(), input.Reference())),
        MessageKind.Of(
            "availability-kept",
            static (AvailabilityKept kept, WireWriter output) =>
            {
                output.Text(kept.Domain);
                output.Reference(kept.Entity);
            },
            static input => new AvailabilityKept(input.Text(), input.Reference())),
        MessageKind.Of(
            "availability-stanza",
            static (AvailabilityStanza stanza, WireWriter output) =>
            {
                output.Text(stanza.Domain);
                output.Stanza(stanza.Stanza);
            },
            static input => new AvailabilityStanza(input.Text(), input.StanzaAmongOthers())),
        MessageKind.Of(
            "availability-subscribed",
            static (PresenceSubscribed subscribed, WireWriter output) => output.Address(subscribed.Watcher),
            static input => new PresenceSubscribed(input.BareJid())),
        MessageKind.Of(
            "availability-unsubscribed",
            static (PresenceUnsubscribed unsubscribed, WireWriter output) => output.Address(unsubscribed.Watcher),
            static input => new PresenceUnsubscribed(input.BareJid())),
        MessageKind.Of(
            "availability-published",
            static (HealthPublished published, WireWriter output) =>
            {
                output.Block(published.Report, Write);
                output.Instant(published.At);
            },
            static input => new HealthPublished(input.Block(ReadReport), input.Instant())),
    ];

    private static void Write(FarmReport report, WireWriter output)
    {
        output.Count(report.Instances.Count);
        foreach (var instance in report.Instances.Values)
            output.Block(instance, Write);
    }

    private static FarmReport ReadReport(WireReader input)
    {
        var instances = FarmReport.Empty.Instances.ToBuilder();
        for (var left = input.Count(); left > 0; left--)
        {
            var instance = input.Block(ReadInstance);
            instances[instance.Id] = instance;
        }

        return new FarmReport(instances.ToImmutable());
    }

    private static void Write(InstanceReport instance, WireWriter output)
    {
        output.Text(instance.Id);
        output.Number((ulong)instance.State);
        output.Text(instance.Node);
        output.Instant(instance.Since);
        output.Count(instance.Weight);
    }

    private static InstanceReport ReadInstance(WireReader input) =>
        new(input.Text(), (InstanceState)input.Number(), input.Text(), input.Instant(), input.Int32());
}

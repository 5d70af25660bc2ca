using XmppActors.Actors.Components.Administration;

namespace XmppActors.Actors.Serialization;

/// <summary>What farms' journals hold. It stays readable for good.</summary>
internal static class FarmEventKinds
{
    public static readonly MessageKind[] All =
    [
        Of("farm-defined", static (FarmDefined defined, WireWriter output) => output.Text(defined.Settings),
            static (at, input) => new FarmDefined(at, input.Text())),
        Of("farm-removed", static (FarmRemoved removed, WireWriter output) => output.Flag(removed.IsGone),
            static (at, input) => new FarmRemoved(at, input.Flag())),
        Of(
            "farm-weight-set",
            static (InstanceWeightSet set, WireWriter output) =>
            {
                output.Text(set.Target);
                output.OptionalNumber(set.Weight);
            },
            static (at, input) => new InstanceWeightSet(at, input.Text(), input.OptionalInt32())),
        Of(
            "farm-drained",
            static (InstanceDrained drained, WireWriter output) =>
            {
                output.Text(drained.Target);
                output.Instant(drained.Until);
            },
            static (at, input) => new InstanceDrained(at, input.Text(), input.Instant())),
        Of("farm-undrained", static (InstanceUndrained undrained, WireWriter output) => output.Text(undrained.Target),
            static (at, input) => new InstanceUndrained(at, input.Text())),
        Of("farm-secret-added", static (SecretAdded added, WireWriter output) => output.Text(added.SecretId),
            static (at, input) => new SecretAdded(at, input.Text())),
        Of("farm-secret-revoked", static (SecretRevoked revoked, WireWriter output) => output.Text(revoked.SecretId),
            static (at, input) => new SecretRevoked(at, input.Text())),
    ];

    private static MessageKind Of<T>(string manifest, Action<T, WireWriter> write, Func<DateTimeOffset, WireReader, T> read)
        where T : class, IFarmEvent => MessageKind.Of<T>(
            manifest,
            (happened, output) =>
            {
                output.Instant(happened.At);
                write(happened, output);
            },
            input => read(input.Instant(), input));
}

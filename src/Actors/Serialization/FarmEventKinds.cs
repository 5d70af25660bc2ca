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
        MessageKind.Of("farm-memory", Write, ReadMemory),
        MessageKind.Of(
            "farm-catalogue-changed",
            static (CatalogueChanged changed, WireWriter output) =>
            {
                output.Text(changed.Farm);
                output.Flag(changed.IsThere);
            },
            static input => new CatalogueChanged(input.Text(), input.Flag())),
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

    private static void Write(FarmMemory memory, WireWriter output)
    {
        output.OptionalText(memory.Settings);
        output.Flag(memory.IsGone);
        output.List([.. memory.Weights], static (weight, block) =>
        {
            block.Text(weight.Key);
            block.Count(weight.Value);
        });
        output.List([.. memory.Drains], WriteInstant);
        output.List([.. memory.Secrets], WriteInstant);
        output.List([.. memory.Revoked], WriteInstant);
    }

    private static FarmMemory ReadMemory(WireReader input) => new()
    {
        Settings = input.OptionalText(),
        IsGone = input.Flag(),
        Weights = FarmMemory.Empty.Weights.SetItems(input.List(static block => KeyValuePair.Create(block.Text(), block.Int32()))),
        Drains = FarmMemory.Empty.Drains.SetItems(input.List(ReadInstant)),
        Secrets = FarmMemory.Empty.Secrets.SetItems(input.List(ReadInstant)),
        Revoked = FarmMemory.Empty.Revoked.SetItems(input.List(ReadInstant)),
    };

    private static void WriteInstant(KeyValuePair<string, DateTimeOffset> entry, WireWriter output)
    {
        output.Text(entry.Key);
        output.Instant(entry.Value);
    }

    private static KeyValuePair<string, DateTimeOffset> ReadInstant(WireReader input) => KeyValuePair.Create(input.Text(), input.Instant());
}

using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Negotiation;

namespace XmppActors.Actors.Serialization;

/// <summary>What operators ask of farms' entities and watchers, and are told.</summary>
internal static class FarmAdministrationKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "farm-add",
            static (AddFarm add, WireWriter output) => Write(output, add.Domain, add.Settings),
            static input => new AddFarm(input.Text(), input.Text())),
        MessageKind.Of(
            "farm-remove",
            static (RemoveFarm remove, WireWriter output) => output.Text(remove.Domain),
            static input => new RemoveFarm(input.Text())),
        MessageKind.Of(
            "farm-drain",
            static (DrainInstance drain, WireWriter output) =>
            {
                Write(output, drain.Domain, drain.Target);
                output.Number((ulong)drain.Deadline.Ticks);
            },
            static input => new DrainInstance(input.Text(), input.Text(), TimeSpan.FromTicks((long)input.Number()))),
        MessageKind.Of(
            "farm-undrain",
            static (UndrainInstance undrain, WireWriter output) => Write(output, undrain.Domain, undrain.Target),
            static input => new UndrainInstance(input.Text(), input.Text())),
        MessageKind.Of(
            "farm-set-weight",
            static (SetWeight set, WireWriter output) =>
            {
                Write(output, set.Domain, set.Target);
                output.OptionalNumber(set.Weight);
            },
            static input => new SetWeight(input.Text(), input.Text(), input.OptionalInt32())),
        MessageKind.Of(
            "farm-add-secret",
            static (AddSecret add, WireWriter output) => Write(output, add.Domain, add.SecretId),
            static input => new AddSecret(input.Text(), input.Text())),
        MessageKind.Of(
            "farm-revoke-secret",
            static (RevokeSecret revoke, WireWriter output) =>
            {
                Write(output, revoke.Domain, revoke.SecretId);
                output.Flag(revoke.CloseLinks);
            },
            static input => new RevokeSecret(input.Text(), input.Text(), input.Flag())),
        MessageKind.Of(
            "farm-changed",
            static (FarmChanged changed, WireWriter output) =>
            {
                output.Text(changed.Domain);
                output.Byte((byte)changed.Outcome);
                output.Text(changed.Detail);
            },
            static input => new FarmChanged(input.Text(), input.Choice<FarmChangeOutcome>(), input.Text())),
        MessageKind.Of(
            "farm-show",
            static (ShowFarm show, WireWriter output) => output.Text(show.Domain),
            static input => new ShowFarm(input.Text())),
        MessageKind.Of("farm-status", Write, ReadStatus),
        MessageKind.Of(
            "farm-enlist",
            static (EnlistFarm enlist, WireWriter output) =>
            {
                Write(output, enlist.Domain, enlist.Farm);
                output.Flag(enlist.IsThere);
            },
            static input => new EnlistFarm(input.Text(), input.Text(), input.Flag())),
        MessageKind.Of("farm-enlisted", FarmEnlisted.Instance),
        MessageKind.Of(
            "farm-list-catalogue",
            static (ListCatalogue list, WireWriter output) => output.Text(list.Domain),
            static input => new ListCatalogue(input.Text())),
        MessageKind.Of(
            "farm-catalogue",
            static (CatalogueListed listed, WireWriter output) => output.List(listed.Farms, static (farm, block) => block.Text(farm)),
            static input => new CatalogueListed(input.List(static block => block.Text()))),
        MessageKind.Of("farm-list", ListFarms.Instance),
        MessageKind.Of(
            "farms-listed",
            static (FarmsListed listed, WireWriter output) => output.List(listed.Farms, Write),
            static input => new FarmsListed(input.List(ReadSummary))),
    ];

    private static void Write(WireWriter output, string domain, string text)
    {
        output.Text(domain);
        output.Text(text);
    }

    private static void Write(FarmStatus status, WireWriter output)
    {
        output.Text(status.Domain);
        output.Number((ulong)status.Version);
        output.Number((ulong)status.Epoch);
        output.Text(status.Node);
        output.Flag(status.Exists);
        output.List(status.Settings, Write);
        output.List(status.Instances, Write);
        output.List(status.Remembered, static (sentence, block) => block.Text(sentence));
        output.List(status.Changes, Write);
    }

    private static FarmStatus ReadStatus(WireReader input) => new(input.Text(), (long)input.Number(), (long)input.Number(), input.Text())
    {
        Exists = input.Flag(),
        Settings = input.List(ReadSetting),
        Instances = input.List(ReadInstance),
        Remembered = input.List(static block => block.Text()),
        Changes = input.List(ReadChange),
    };

    private static void Write(FarmSettingStatus setting, WireWriter output)
    {
        Write(output, setting.Key, setting.Value);
        output.Flag(setting.IsRuntime);
    }

    private static FarmSettingStatus ReadSetting(WireReader input) => new(input.Text(), input.Text(), input.Flag());

    private static void Write(InstanceStatus instance, WireWriter output)
    {
        Write(output, instance.Id, instance.Node);
        output.Text(instance.RemoteAddress);
        output.Byte((byte)instance.State);
        output.Instant(instance.StateSince);
        output.Text(instance.Reason);
        output.Instant(instance.Since);
        output.Number((ulong)instance.Link);
        output.Count(instance.ConfiguredWeight);
        output.Count(instance.Weight);
        output.Flag(instance.IsSpare);
        output.OptionalText(instance.Endpoint);
        output.OptionalText(instance.CredentialId);
        output.Block(instance.Facts, FarmMessageKinds.Write);
        output.Count(instance.Failovers);
    }

    private static InstanceStatus ReadInstance(WireReader input) => new(
        input.Text(), input.Text(), input.Text(), input.Choice<InstanceState>(), input.Instant(), input.Text())
    {
        Since = input.Instant(),
        Link = (InstanceLink)input.Number(),
        ConfiguredWeight = input.Int32(),
        Weight = input.Int32(),
        IsSpare = input.Flag(),
        Endpoint = input.OptionalText(),
        CredentialId = input.OptionalText(),
        Facts = input.Block(FarmMessageKinds.ReadFacts),
        Failovers = input.Int32(),
    };

    private static void Write(InstanceChange change, WireWriter output)
    {
        output.Instant(change.At);
        output.Text(change.InstanceId);
        output.Flag(change.State is not null);
        if (change.State is { } state) output.Byte((byte)state);
        output.Text(change.Reason);
    }

    private static InstanceChange ReadChange(WireReader input) =>
        new(input.Instant(), input.Text(), input.Flag() ? input.Choice<InstanceState>() : null, input.Text());

    private static void Write(FarmSummary farm, WireWriter output)
    {
        output.Text(farm.Domain);
        output.Number((ulong)farm.Version);
        output.Flag(farm.IsRuntime);
        output.Count(farm.Instances);
        output.Count(farm.Usable);
    }

    private static FarmSummary ReadSummary(WireReader input) =>
        new(input.Text(), (long)input.Number(), input.Flag(), input.Int32(), input.Int32());
}

using System.Collections.Immutable;
using System.Globalization;
using XmppActors.Actors.Components.Health;

namespace XmppActors.Actors.Components.Administration;

/// <summary>Describes a farm for its operators.</summary>
internal static class FarmReport
{
    /// <param name="epoch">See <see cref="FarmStatus.Epoch"/>.</param>
    /// <param name="node">Where the farm's entity is.</param>
    public static FarmStatus Describe(FarmSnapshot snapshot, FarmMembers members, in FarmMoment moment, FarmBook book, long epoch, string node)
    {
        var memory = moment.Memory;
        return new FarmStatus(snapshot.Domain, snapshot.Version, epoch, node)
        {
            Exists = !memory.IsGone,
            Settings = SettingsOf(moment.Settings, book.Find(snapshot.Domain)),
            Instances = [.. members.All.Select(member => Describe(member, node))],
            Remembered =
            [
                .. (memory.Settings ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => $"setting {line}"),
                .. memory.Weights.Select(static weight => $"weight of {weight.Key}: {weight.Value}"),
                .. memory.Drains.Select(static drain => $"drain of {drain.Key}, until {Text(drain.Value)}"),
                .. memory.Secrets.Select(static secret => $"secret {secret.Key} added {Text(secret.Value)}"),
                .. memory.Revoked.Select(static secret => $"secret {secret.Key} revoked {Text(secret.Value)}"),
            ],
            Changes = [.. members.Changes],
        };
    }

    /// <summary>The node that an actor is on.</summary>
    /// <param name="self">The address of the node that asks.</param>
    public static string NodeOf(IActorRef actor, Address self) =>
        NameOf(actor.Path.Address is { Host: not null } address ? address : self);

    private static string NameOf(Address address) =>
        address.Host is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    private static InstanceStatus Describe(FarmMember member, string self)
    {
        var instance = member.Instance;
        var node = NameOf(instance.Stream.Path.Address);
        return new InstanceStatus(
            instance.Id, node.Length > 0 ? node : self, instance.RemoteAddress, instance.State, member.StateSince, member.Health.Reason)
        {
            Since = instance.Since,
            Link = instance.Link,
            ConfiguredWeight = instance.ConfiguredWeight,
            Weight = instance.Weight,
            IsSpare = SpareRules.IsCandidate(member) && !member.IsActive,
            Endpoint = instance.Endpoint,
            CredentialId = instance.CredentialId,
            Facts = member.Health.Facts,
            Failovers = member.Failovers,
        };
    }

    private static ImmutableArray<FarmSettingStatus> SettingsOf(FarmSettings settings, FarmSettings configured)
    {
        var origins = FarmSettingTexts.Of(configured).ToDictionary(static setting => setting.Key, static setting => setting.Value);
        return
        [
            .. FarmSettingTexts.Of(settings)
                .Select(setting => new FarmSettingStatus(setting.Key, setting.Value, IsRuntime: origins[setting.Key] != setting.Value)),
        ];
    }

    private static string Text(DateTimeOffset instant) => $"{instant.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z";
}

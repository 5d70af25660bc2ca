using System.Collections.Immutable;
using System.Globalization;
using XmppActors.Actors.AdHocCommands;
using XmppActors.Actors.Components.Availability;
using XmppActors.Actors.Components.Policies;

namespace XmppActors.Actors.Components.Administration;

/// <summary>What administrators do with farms from their client: ad-hoc commands whose nodes begin with <see cref="Namespace"/>.</summary>
internal static class FarmCommands
{
    public const string Namespace = "urn:xmpp-actors:farm:admin:0#";

    private const string Domain = "domain";
    private const string Instance = "instance";
    private const string Secret = "secret";

    public static IEnumerable<AdHocCommand> Of(FarmOperations farms)
    {
        yield return new AdHocCommand($"{Namespace}list", "List farms", (_, _) => Task.FromResult(List(farms)));
        yield return new AdHocCommand($"{Namespace}show", "Show a farm", (form, cancellation) => ShowAsync(farms, Of(form, Domain), cancellation))
        {
            Form = () => Ask("Show a farm", Known(farms)),
        };
        yield return Change(farms, "drain", "Drain an instance", [Target(), Text("deadline", "Seconds until it is closed in any case", "300")], static form =>
            TryReadSeconds(Of(form, "deadline"), out var deadline) ? new DrainInstance(Of(form, Domain), Of(form, Instance), deadline) : null);
        yield return Change(farms, "undrain", "Take a drain back", [Target()], static form => new UndrainInstance(Of(form, Domain), Of(form, Instance)));
        yield return Change(farms, "weight", "Set an instance's weight", [Target(), Text("weight", "0 to 1000; empty: as it came")], static form =>
            TryReadWeight(Of(form, "weight"), out var weight) ? new SetWeight(Of(form, Domain), Of(form, Instance), weight) : null);
        yield return new AdHocCommand($"{Namespace}add-secret", "Add a secret", (form, cancellation) => AddSecretAsync(farms, form, cancellation))
        {
            Form = static () => Ask("Add a secret", NewDomain(), new FormField(Secret, FieldType.TextPrivate, "The secret; empty: one is made")),
        };
        yield return Change(
            farms,
            "revoke-secret",
            "Revoke a secret",
            [
                new FormField(Secret, FieldType.TextSingle, "The secret's id") { IsRequired = true },
                new FormField("close-links", FieldType.Boolean, "Close the links that it has opened") { Values = ["0"] },
            ],
            static form => new RevokeSecret(Of(form, Domain), Of(form, Secret), Of(form, "close-links") is "1" or "true"));
        yield return new AdHocCommand($"{Namespace}add", "Add a farm, or change its settings", (form, cancellation) => AddAsync(farms, form, cancellation))
        {
            Form = static () => Ask(
                "Add a farm, or change its settings",
                NewDomain(),
                new FormField("policy", FieldType.ListSingle, "Policy") { Options = [.. FarmPolicies.All.Select(static policy => policy.Word)] },
                new FormField("settings", FieldType.TextMulti, "Further settings, as in the configuration")),
        };
        yield return Change(farms, "remove", "Remove what was said of a farm at run time", [], static form => new RemoveFarm(Of(form, Domain)));
    }

    /// <summary>A command about a farm that is known.</summary>
    /// <param name="read">Null: a field is not what it should be.</param>
    private static AdHocCommand Change(
        FarmOperations farms, string node, string name, FormField[] fields, Func<IReadOnlyDictionary<string, string>, IFarmChange?> read) =>
        new(Namespace + node, name, async (form, cancellation) => read(form) is { } change
            ? ResultOf(await farms.ChangeAsync(change, cancellation).ConfigureAwait(false))
            : new CommandResult("a number is expected", IsDone: false))
        {
            Form = () => Ask(name, [Known(farms), .. fields]),
        };

    private static CommandResult List(FarmOperations farms) => new(null)
    {
        Form = new DataForm("Farms")
        {
            Columns = [(Domain, "Domain"), ("state", "State"), ("ready", "Ready"), ("instances", "Instances"), ("policy", "Policy")],
            Rows = [.. farms.List().Select(static view => Row(view))],
        },
    };

    private static IReadOnlyList<string> Row(FarmView view)
    {
        var health = FarmHealth.Of(view.Snapshot);
        return [view.Domain, Word($"{health.Condition}"), Text(health.Ready), Text(health.Total), FarmPolicies.NameOf(view.Rules.Policy)];
    }

    private static async Task<CommandResult> ShowAsync(FarmOperations farms, string domain, CancellationToken cancellationToken)
    {
        var (status, refusal) = await farms.ShowAsync(domain, cancellationToken).ConfigureAwait(false);
        return status is null ? new CommandResult(refusal, IsDone: false) : new CommandResult(null) { Form = Describe(status) };
    }

    private static DataForm Describe(FarmStatus status) => new(status.Domain)
    {
        Fields =
        [
            new FormField("version", FieldType.TextSingle, "Version") { Values = [Text(status.Version)] },
            new FormField("node", FieldType.TextSingle, "Node of its entity") { Values = [status.Node] },
            new FormField("settings", FieldType.TextMulti, "Settings") { Values = [.. status.Settings.Select(static setting =>
                $"{setting.Key} = {setting.Value}{(setting.IsRuntime ? " (at run time)" : "")}")] },
            new FormField("remembered", FieldType.TextMulti, "Said at run time") { Values = status.Remembered },
            new FormField("changes", FieldType.TextMulti, "Last changes") { Values = [.. status.Changes.Select(static change => string.Create(
                CultureInfo.InvariantCulture, $"{change.At.UtcDateTime:s}Z {change.InstanceId} {(change.State is { } state ? Word($"{state}") : "left")} {change.Reason}"))] },
        ],
        Columns =
        [
            (Instance, "Instance"), ("state", "State"), ("since", "Since"), ("reason", "Reason"), ("node", "Node"), ("address", "Address"),
            ("weight", "Weight"), ("outstanding", "Outstanding"), ("lag", "Acknowledgement lag (ms)"), ("replayed", "Replayed"), ("bounced", "Bounced"),
        ],
        Rows = [.. status.Instances.Select(static instance => Row(instance))],
    };

    private static IReadOnlyList<string> Row(InstanceStatus instance) =>
    [
        instance.Id,
        Word($"{instance.State}"),
        string.Create(CultureInfo.InvariantCulture, $"{instance.StateSince.UtcDateTime:s}Z"),
        instance.Reason,
        instance.Node,
        instance.Endpoint ?? instance.RemoteAddress,
        $"{Text(instance.ConfiguredWeight)}/{Text(instance.Weight)}",
        Text(instance.Facts.Outstanding),
        Text((long)instance.Facts.OldestUnacknowledged.TotalMilliseconds),
        Text(instance.Facts.Replayed),
        Text(instance.Facts.Bounced),
    ];

    private static async Task<CommandResult> AddSecretAsync(
        FarmOperations farms, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (!FarmName.TryParse(Of(form, Domain), out var domain)) return NoDomain(form);
        var given = Of(form, Secret) is { Length: > 0 } text ? text : null;
        var (kept, refusal) = await farms.AddSecretAsync(domain, given, cancellationToken).ConfigureAwait(false);
        if (kept is null) return new CommandResult(refusal, IsDone: false);
        var done = OperatorSentences.Done(new AddSecret(domain.Value, kept.Id));
        if (given is not null) return new CommandResult(done);
        return new CommandResult($"{done}; it is never shown again")
        {
            Form = new DataForm("The new secret")
            {
                Fields = [new FormField("id", FieldType.TextSingle, "Id") { Values = [kept.Id] }, new FormField(Secret, FieldType.TextSingle, "Secret") { Values = [kept.Secret] }],
            },
        };
    }

    private static async Task<CommandResult> AddAsync(FarmOperations farms, IReadOnlyDictionary<string, string> form, CancellationToken cancellationToken)
    {
        if (!FarmName.TryParse(Of(form, Domain), out var domain) || domain.IsTemplate) return NoDomain(form);
        var settings = Of(form, "policy") is { Length: > 0 } policy ? $"policy = \"{policy}\"\n{Of(form, "settings")}" : Of(form, "settings");
        return ResultOf(await farms.ChangeAsync(new AddFarm(domain.Value, settings), cancellationToken).ConfigureAwait(false));
    }

    private static CommandResult ResultOf(OperatorAnswer<string> answer) => new(answer.Value ?? answer.Refusal, IsDone: answer.Refusal is null);

    private static CommandResult NoDomain(IReadOnlyDictionary<string, string> form) => new($"'{Of(form, Domain)}' is no domain", IsDone: false);

    private static DataForm Ask(string title, params FormField[] fields) => new(title) { Fields = fields };

    private static FormField Known(FarmOperations farms) =>
        new(Domain, FieldType.ListSingle, "Farm") { IsRequired = true, Options = [.. farms.List().Select(static view => view.Domain)] };

    private static FormField NewDomain() => new(Domain, FieldType.TextSingle, "Domain") { IsRequired = true };

    private static FormField Target() => new(Instance, FieldType.TextSingle, "Instance: id, endpoint:NAME, address:HOST, or a pattern of ids with *") { IsRequired = true };

    private static FormField Text(string name, string label, string? value = null) =>
        new(name, FieldType.TextSingle, label) { Values = value is null ? [] : [value] };

    private static string Of(IReadOnlyDictionary<string, string> form, string field) => form.GetValueOrDefault(field, "");

    private static bool TryReadSeconds(string text, out TimeSpan time)
    {
        var isRead = double.TryParse(text.Length == 0 ? "300" : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e9;
        time = isRead ? TimeSpan.FromSeconds(seconds) : default;
        return isRead;
    }

    private static bool TryReadWeight(string text, out int? weight)
    {
        weight = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return weight is not null || text.Length == 0;
    }

    private static string Word(string name) => name.ToLowerInvariant();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.CommandLine;
using System.Text.Json;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Host.Admin;
using XmppActors.Host.Farms;
using XmppActors.Host.Settings;
using XmppActors.Transport.Sasl;

namespace XmppActors.Host.CommandLine;

/// <summary><c>farm list</c>, <c>farm secret add|list|remove</c>: through the running node's admin listener, or through
/// storage when none runs. The others: <see cref="FarmDeskCommand"/>.</summary>
internal static class FarmCommand
{
    public static Command Create(NodeCommand node)
    {
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var list = new Command("list", "Lists all farms and templates: state, instances, policy, where they are defined.") { json };
        list.SetAction((line, cancellation) => node.RunAsync(line, async access =>
        {
            var farms = await access.Farms.ListAsync(cancellation).ToListAsync(cancellation);
            if (line.GetValue(json))
                node.Terminal.Output.WriteLine(JsonSerializer.Serialize(farms, CommandAnswers.Json));
            else
                FarmPages.WriteList(farms, node.Terminal.Output);
            return ExitCode.Done;
        }, cancellation));

        var desk = new FarmDeskCommand(node);
        var farm = new Command("farm", "Shows components' farms and commands them; secrets are kept on a stopped node too.") { list, CreateSecret(node, desk) };
        foreach (var command in desk.CreateAll())
            farm.Subcommands.Add(command);
        return farm;
    }

    private static Command CreateSecret(NodeCommand node, FarmDeskCommand desk)
    {
        var output = node.Terminal.Output;
        var domain = new Argument<string>("domain") { Description = "The component's domain, such as echo.localhost; \"*.example.org\" for any below one, \"echo.*\" for that of each served domain." };
        var id = new Argument<string>("id") { Description = "What the secret is called: see farm secret list." };
        var secret = new SecretOptions("secret");

        var add = new Command("add", "Keeps one more secret; without one makes one and prints it, once.") { domain };
        secret.AddTo(add);
        var asKeys = new Option<bool>("--scram-keys")
        {
            Description = "Keeps SCRAM keys in its place: nobody logs in with what is stored. It serves XEP-0225, not XEP-0114.",
        };
        add.Options.Add(asKeys);
        add.SetAction((line, cancellation) => secret.TryRead(line, node.Terminal, out var given)
            ? ForDomainAsync(line, async (farms, of) =>
            {
                var kept = given ?? NodeSecret.Generate();
                var (outcome, name) = await farms.AddSecretAsync(of, line.GetValue(asKeys) ? KeysOf(of, kept) : kept, cancellation);
                var done = given is null
                    ? $"secret {name} of {of} added, and never shown again:{Environment.NewLine}{kept}"
                    : $"secret {name} of {of} added";
                return node.Tell(outcome == FarmOutcome.Done, FarmSentences.Of(outcome, done, of.Value));
            }, cancellation)
            : Task.FromResult(ExitCode.Usage));

        var remove = new Command("remove", "Removes a secret: it opens no new stream. Links stay.") { domain, id };
        remove.SetAction((line, cancellation) => ForDomainAsync(line, async (farms, of) =>
        {
            var name = $"secret {line.GetValue(id)} of {of}";
            var outcome = await farms.RemoveSecretAsync(of, line.GetValue(id)!, cancellation);
            return node.Tell(outcome == FarmOutcome.Done, FarmSentences.Of(outcome, $"{name} removed", name));
        }, cancellation));

        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var list = new Command("list", "Lists a domain's stored secrets: their ids, and when they came.") { domain, json };
        list.SetAction((line, cancellation) => ForDomainAsync(line, async (farms, of) =>
        {
            var entries = await farms.ListSecretsAsync(of, cancellation).ToListAsync(cancellation);
            if (line.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(entries, CommandAnswers.Json));
            foreach (var entry in line.GetValue(json) ? [] : entries)
                output.WriteLine(FarmSentences.Of(entry));
            return ExitCode.Done;
        }, cancellation));

        return new Command("secret", "What components show to serve their domain.") { add, list, remove, desk.CreateRevoke() };

        Task<int> ForDomainAsync(
            ParseResult line, Func<IFarmAdministration, FarmName, Task<int>> act, CancellationToken cancellation)
        {
            var text = line.GetValue(domain)!;
            if (FarmName.TryParse(text, out var parsed))
                return node.RunAsync(line, access => act(access.Farms, parsed), cancellation);
            node.Terminal.Error.WriteLine($"'{text}' is no domain: write a name such as echo.montague.example");
            return Task.FromResult(ExitCode.Usage);
        }
    }

    /// <returns>Empty, which is refused: the secret is none that can be typed.</returns>
    private static string KeysOf(FarmName farm, string secret) =>
        ScramKeys.TryPreparePassword(secret, out _) ? ScramSecret.Derive(farm, secret) : "";
}

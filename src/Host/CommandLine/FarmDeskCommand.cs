using System.CommandLine;
using System.Text.Json;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Policies;
using XmppActors.Host.Admin;
using XmppActors.Host.Farms;

namespace XmppActors.Host.CommandLine;

/// <summary><c>farm show</c> and its siblings: what only a running node, any of the cluster, can tell or do.</summary>
internal sealed class FarmDeskCommand(NodeCommand node)
{
    private readonly Argument<string> _domain = new("domain") { Description = "The farm's domain: see farm list." };
    private readonly Argument<string> _instance = new("instance")
    {
        Description = "Its id: see farm instances; or endpoint:NAME, address:HOST, or a pattern of ids with *, which mean those that come later too.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Prints one line of JSON." };

    public IEnumerable<Command> CreateAll() =>
        [CreateShow(), CreateInstances(), CreateTrace(), CreateSimulate(), CreateDrain(), CreateUndrain(), CreateWeight(), CreateAdd(), CreateRemove()];

    /// <summary><c>farm secret revoke</c>.</summary>
    public Command CreateRevoke()
    {
        var id = new Argument<string>("id") { Description = "What the secret is called: see farm secret list." };
        var close = new Option<bool>("--close-links") { Description = "Closes the links that it has opened, too." };
        var command = new Command("revoke", "Revokes a secret on all nodes at once; links that it has opened stay, unless told otherwise.") { _domain, id, close, _json };
        return Act(command, FarmDeskEndpoints.RevokePath, (line, domain) =>
            new FarmChangeRequest(domain, Secret: line.GetValue(id), CloseLinks: line.GetValue(close)));
    }

    private Command CreateShow()
    {
        var command = new Command("show", "Shows a farm: settings, instances, what was said at run time, last changes.") { _domain, _json };
        return Show<FarmShown>(command, (_, domain) => $"{FarmDeskEndpoints.ShowPath}?{Query(domain)}", (_, farm) => FarmPages.Write(farm, node.Terminal.Output));
    }

    private Command CreateInstances()
    {
        var domain = new Argument<string?>("domain") { Description = "One farm's; all without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("instances", "Lists the instances of a farm, or of all.") { domain, _json };
        command.SetAction((line, cancellation) =>
        {
            var of = line.GetValue(domain);
            if (of is not null && Read(of) is null) return Task.FromResult(NoDomain(of));
            var path = of is null ? FarmDeskEndpoints.InstancesPath : $"{FarmDeskEndpoints.InstancesPath}?{Query(Read(of)!)}";
            return node.AskAsync(
                line,
                async client => Tell<List<InstanceShown>>(
                    line, await client.ShowAsync(path, cancellation), all => FarmPages.WriteList(all, isOfAll: of is null, node.Terminal.Output)),
                cancellation);
        });
        return command;
    }

    private Command CreateTrace()
    {
        var from = new Argument<string>("jid") { Description = "Who sends." };
        var to = new Option<string?>("--to") { Description = "The addressee; the domain itself without it.", HelpName = "JID" };
        var thread = new Option<string?>("--thread") { Description = "The message's thread.", HelpName = "T" };
        var file = new Option<FileInfo?>("--stanza") { Description = "A file with the whole stanza.", HelpName = "FILE" };
        var command = new Command("trace", "Tells which instance a stanza would get, and why. Nothing is sent.") { _domain, from, to, thread, file, _json };
        command.SetAction((line, cancellation) => WithDomain(line, async (client, domain) =>
        {
            var stanza = line.GetValue(file) is { } given ? await File.ReadAllTextAsync(given.FullName, cancellation) : null;
            var request = new TraceRequest(domain, line.GetValue(from)!, line.GetValue(to), line.GetValue(thread), stanza);
            return Tell<TraceShown>(
                line, await client.TellAsync(FarmDeskEndpoints.TracePath, request, cancellation), trace => FarmPages.Write(trace, node.Terminal.Output));
        }, cancellation));
        return command;
    }

    private Command CreateSimulate()
    {
        var lose = new Option<string>("--lose") { Description = "The instance that would be lost.", HelpName = "INSTANCE", Required = true };
        var command = new Command("simulate", "Tells what share of the keys would move where, were an instance lost. Nothing is lost.") { _domain, lose, _json };
        return Show<SimulationShown>(
            command,
            (line, domain) => $"{FarmDeskEndpoints.SimulatePath}?{Query(domain)}&{FarmDeskEndpoints.LoseKey}={Uri.EscapeDataString(line.GetValue(lose)!)}",
            (_, simulation) => FarmPages.Write(simulation, node.Terminal.Output));
    }

    private Command CreateDrain()
    {
        var deadline = new Option<double>("--deadline")
        {
            Description = "Seconds until its link is closed in any case.", HelpName = "SECONDS", DefaultValueFactory = static _ => 300,
        };
        var command = new Command("drain", "Gives an instance no new keys, and closes its link when it is empty.") { _domain, _instance, deadline, _json };
        return Act(command, FarmDeskEndpoints.DrainPath, (line, domain) =>
            new FarmChangeRequest(domain, line.GetValue(_instance), DeadlineSeconds: line.GetValue(deadline)));
    }

    private Command CreateUndrain() => Act(
        new Command("undrain", "Takes a drain back.") { _domain, _instance, _json },
        FarmDeskEndpoints.UndrainPath,
        (line, domain) => new FarmChangeRequest(domain, line.GetValue(_instance)));

    private Command CreateWeight()
    {
        var weight = new Argument<string>("weight") { Description = $"0 to {FarmInstance.MaxWeight}, 0 takes it out; default: as it came." };
        weight.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not "default" and var text && !int.TryParse(text, out _))
                result.AddError($"'{text}' is no weight: write a whole number, or default");
        });
        var command = new Command("weight", "Sets the share of an instance.") { _domain, _instance, weight, _json };
        return Act(command, FarmDeskEndpoints.WeightPath, (line, domain) => new FarmChangeRequest(
            domain, line.GetValue(_instance), Weight: int.TryParse(line.GetValue(weight), out var number) ? number : null));
    }

    private Command CreateAdd()
    {
        var policy = new Option<string?>("--policy") { Description = "Who gets its stanzas.", HelpName = "POLICY" };
        policy.AcceptOnlyFromAmong([.. FarmPolicies.All.Select(static each => each.Word)]);
        var setting = new Option<string[]>("--setting") { Description = "A key of its block in the configuration, as in --setting active=1. May be given several times.", HelpName = "KEY=VALUE" };
        var command = new Command("add", "Adds a farm, or gives one other settings, on all nodes and for good.") { _domain, policy, setting, _json };
        return Act(command, FarmDeskEndpoints.AddPath, (line, domain) =>
        {
            IEnumerable<string> settings = line.GetValue(setting) ?? [];
            if (line.GetValue(policy) is { } word) settings = settings.Prepend($"policy = {word}");
            return new FarmChangeRequest(domain, Settings: string.Join('\n', settings));
        });
    }

    private Command CreateRemove() => Act(
        new Command("remove", "Takes back what was said of a farm at run time; one that the configuration does not know ends, and its secrets go.") { _domain, _json },
        FarmDeskEndpoints.RemovePath,
        static (_, domain) => new FarmChangeRequest(domain));

    private Command Act(Command command, string path, Func<ParseResult, string, FarmChangeRequest> request)
    {
        command.SetAction((line, cancellation) => WithDomain(line, async (client, domain) =>
        {
            var (isDone, text) = await client.TellAsync(path, request(line, domain), cancellation);
            return node.Tell(isDone, isDone && line.GetValue(_json) ? JsonSerializer.Serialize(new { done = text }, CommandAnswers.Json) : text);
        }, cancellation));
        return command;
    }

    private Command Show<T>(Command command, Func<ParseResult, string, string> path, Action<ParseResult, T> write)
        where T : class
    {
        command.SetAction((line, cancellation) => WithDomain(
            line,
            async (client, domain) => Tell<T>(line, await client.ShowAsync(path(line, domain), cancellation), shown => write(line, shown)),
            cancellation));
        return command;
    }

    private int Tell<T>(ParseResult line, (bool IsDone, string Text) answer, Action<T> write)
        where T : class
    {
        if (!answer.IsDone || line.GetValue(_json)) return node.Tell(answer.IsDone, answer.Text);
        write(JsonSerializer.Deserialize<T>(answer.Text, CommandAnswers.Json)
            ?? throw new HttpRequestException("the node's admin listener answered what was not expected"));
        return ExitCode.Done;
    }

    private Task<int> WithDomain(ParseResult line, Func<AdminClient, string, Task<int>> act, CancellationToken cancellationToken)
    {
        var text = line.GetValue(_domain)!;
        return Read(text) is { } domain ? node.AskAsync(line, client => act(client, domain), cancellationToken) : Task.FromResult(NoDomain(text));
    }

    private int NoDomain(string text)
    {
        node.Terminal.Error.WriteLine($"'{text}' is no domain: write a name such as echo.montague.example");
        return ExitCode.Usage;
    }

    private static string? Read(string text) => FarmName.TryParse(text, out var name) && !name.IsTemplate ? name.Value : null;

    private static string Query(string domain) => $"{FarmDeskEndpoints.DomainKey}={Uri.EscapeDataString(domain)}";
}

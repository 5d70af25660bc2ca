using System.Globalization;
using System.Security.Cryptography;
using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Administration;

/// <summary>What operators ask and command of farms, from whichever node they are connected to: the one way for the command line, ad-hoc
/// commands and metrics. No actor.</summary>
/// <param name="farms">The region of farm entities.</param>
/// <param name="know">Makes all nodes know a domain.</param>
/// <param name="domains">The server's own.</param>
/// <param name="here">This node's address.</param>
internal sealed class FarmOperations(
    IActorRef farms, FarmDirectory directory, IFarmSecretStore secrets, Action<string> know, IReadOnlySet<string> domains, Address here)
{
    /// <summary>Longest wait for a farm's entity, which may be on its way to another node.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>This node as <see cref="InstanceStatus.Node"/> names it.</summary>
    public string Node { get; } = here.Host is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{here.Host}:{here.Port}");

    /// <summary>The farms that this node knows: all of the cluster, those of the last moment aside. By name.</summary>
    public IReadOnlyList<FarmView> List() => [.. directory.Views.OrderBy(static view => view.Domain, StringComparer.Ordinal)];

    /// <summary>All that a farm's entity knows of it.</summary>
    public async Task<OperatorAnswer<FarmStatus>> ShowAsync(string domain, CancellationToken cancellationToken)
    {
        if (Find(domain) is null) return Unknown<FarmStatus>(domain);
        return await AskAsync<FarmStatus>(new ShowFarm(domain), cancellationToken).ConfigureAwait(false) is { } status
            ? status
            : OperatorAnswer<FarmStatus>.Refused(OperatorSentences.NoAnswer(domain));
    }

    /// <summary>Who would get this stanza, as routed on this node.</summary>
    public OperatorAnswer<Trace> Trace(string domain, Stanza stanza) => Find(domain) is { } view
        ? Policies.Trace.Of(view.Snapshot, stanza, here, view.Memory)
        : Unknown<Trace>(domain);

    /// <summary>What the loss of an instance would move, of what is routed on this node.</summary>
    public OperatorAnswer<Simulation> SimulateLoss(string domain, string instanceId)
    {
        if (Find(domain) is not { } view) return Unknown<Simulation>(domain);
        var snapshot = view.Snapshot;
        return snapshot.Find(instanceId) is null
            ? OperatorAnswer<Simulation>.Refused(OperatorSentences.UnknownInstance(domain, instanceId, snapshot))
            : Simulation.Lose(snapshot, instanceId, here);
    }

    /// <summary>Makes a change, and waits until it is remembered.</summary>
    /// <returns>What was done, in words.</returns>
    public async Task<OperatorAnswer<string>> ChangeAsync(IFarmChange change, CancellationToken cancellationToken)
    {
        if (change is not (AddFarm or AddSecret) && Find(change.Domain) is null) return Unknown<string>(change.Domain);
        if (await AskAsync<FarmChanged>(change, cancellationToken).ConfigureAwait(false) is not { } answer)
            return OperatorAnswer<string>.Refused(OperatorSentences.NoAnswer(change.Domain));
        if (answer.Outcome != FarmChangeOutcome.Done)
            return OperatorAnswer<string>.Refused(OperatorSentences.Refusal(change, answer, Find(change.Domain)?.Snapshot ?? FarmSnapshot.Empty(change.Domain)));
        if (change is AddFarm) know(change.Domain);
        return OperatorSentences.Done(change);
    }

    /// <summary>Keeps one more secret of a domain, which is a farm's from now on.</summary>
    /// <param name="secret">Null: one is made.</param>
    /// <returns>The secret as it is kept.</returns>
    public async Task<OperatorAnswer<FarmSecret>> AddSecretAsync(FarmName domain, string? secret, CancellationToken cancellationToken)
    {
        if (domains.Contains(domain.Value)) return OperatorAnswer<FarmSecret>.Refused($"the domain {domain} belongs to the server itself: give the component one of its own");
        if (secret is not null && !ScramSecret.IsUsable(secret))
            return OperatorAnswer<FarmSecret>.Refused("this secret cannot be used: it is empty, has a control character, or looks like damaged SCRAM keys");
        var kept = await secrets.AddAsync(domain, secret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellationToken).ConfigureAwait(false);
        await ToldAsync(domain, kept.Id, cancellationToken).ConfigureAwait(false);
        return kept;
    }

    /// <summary>A secret has been stored: the farms that it opens are known from now on, and remember it.</summary>
    public async Task ToldAsync(FarmName name, string secretId, CancellationToken cancellationToken)
    {
        foreach (var domain in name.Domains(domains))
        {
            know(domain);
            await AskAsync<FarmChanged>(new AddSecret(domain, secretId), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A secret has been removed: the farms that remember it do so no more, and let no link in that it opens from now on.</summary>
    public async Task ForgottenAsync(FarmName name, string secretId, CancellationToken cancellationToken)
    {
        foreach (var domain in name.Domains(domains).Where(domain => Find(domain) is not null))
            await AskAsync<FarmChanged>(new RevokeSecret(domain, secretId, CloseLinks: false), cancellationToken).ConfigureAwait(false);
    }

    private FarmView? Find(string domain) => directory.Views.FirstOrDefault(view => view.Domain == domain);

    private OperatorAnswer<T> Unknown<T>(string domain)
        where T : class => OperatorAnswer<T>.Refused(OperatorSentences.UnknownFarm(domain, directory.Views.Select(static view => view.Domain)));

    /// <returns>Null: no answer in time.</returns>
    private async Task<T?> AskAsync<T>(object question, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await farms.Ask<T>(question, Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}

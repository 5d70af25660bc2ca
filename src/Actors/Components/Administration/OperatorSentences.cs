using System.Globalization;

namespace XmppActors.Actors.Components.Administration;

/// <summary>What operators are told of farms in words, on the command line and by ad-hoc commands alike: one sentence each.</summary>
internal static class OperatorSentences
{
    public static string UnknownFarm(string domain, IEnumerable<string> known)
    {
        var names = string.Join(", ", known.Order(StringComparer.Ordinal));
        return names.Length == 0 ? $"there is no farm {domain}, nor any other" : $"there is no farm {domain}; there are: {names}";
    }

    public static string UnknownInstance(string domain, string target, FarmSnapshot snapshot)
    {
        var names = string.Join(", ", snapshot.Instances.Select(static instance => instance.Id).Order(StringComparer.Ordinal));
        return names.Length == 0 ? $"{domain} has no instance {target}, nor any other" : $"{domain} has no instance {target}; it has: {names}";
    }

    public static string NoAnswer(string domain) => $"the farm {domain} does not answer: its node may be going, try again in a moment";

    /// <summary>What was done.</summary>
    public static string Done(IFarmChange change) => change switch
    {
        AddFarm => $"farm {change.Domain} added",
        RemoveFarm => $"what was said of {change.Domain} at run time is void",
        DrainInstance drain => string.Create(
            CultureInfo.InvariantCulture, $"{drain.Target} of {drain.Domain} gets no new keys, and is closed when it is empty, in {drain.Deadline.TotalSeconds:0.###} s at the latest"),
        UndrainInstance undrain => $"{undrain.Target} of {undrain.Domain} is drained no more",
        SetWeight { Weight: null } set => $"the weight of {set.Target} of {set.Domain} is as it came",
        SetWeight set => $"the weight of {set.Target} of {set.Domain} is {set.Weight}",
        AddSecret add => $"secret {add.SecretId} of {add.Domain} added",
        RevokeSecret { CloseLinks: true } revoke => $"secret {revoke.SecretId} of {revoke.Domain} revoked, and the links that it has opened are closed",
        RevokeSecret revoke => $"secret {revoke.SecretId} of {revoke.Domain} revoked; links that it has opened stay",
        _ => "done",
    };

    /// <summary>Why it was not done.</summary>
    public static string Refusal(IFarmChange change, FarmChanged answer, FarmSnapshot snapshot) => answer.Outcome switch
    {
        FarmChangeOutcome.NoSuchInstance => UnknownInstance(change.Domain, answer.Detail, snapshot),
        FarmChangeOutcome.NoSuchSecret => $"{change.Domain} has no secret {answer.Detail}: see farm secret list",
        FarmChangeOutcome.NothingThere => change switch
        {
            UndrainInstance undrain => $"nobody drains {undrain.Target} of {change.Domain}",
            SetWeight set => $"no weight was set for {set.Target} of {change.Domain}",
            _ => $"nothing was said of {change.Domain} at run time",
        },
        FarmChangeOutcome.Configured => $"{change.Domain} is in the configuration: remove it there",
        FarmChangeOutcome.StorageUnavailable => $"it could not be remembered, and nothing has changed: {answer.Detail}",
        _ => answer.Detail,
    };
}

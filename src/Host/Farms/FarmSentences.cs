using System.Globalization;
using XmppActors.Actors.Storage;

namespace XmppActors.Host.Farms;

/// <summary>What a command says of domains and of its outcome: one sentence, or one line.</summary>
internal static class FarmSentences
{
    /// <param name="subject">The domain, or the secret, that the command was about.</param>
    public static string Of(FarmOutcome outcome, string done, string subject) => outcome switch
    {
        FarmOutcome.Done => done,
        FarmOutcome.Missing => $"{subject} does not exist",
        FarmOutcome.OwnDomain =>
            $"the domain {subject} belongs to the server itself: give the component one of its own",
        _ => "this secret cannot be used: it is empty, has a control character, or looks like damaged SCRAM keys",
    };

    /// <summary>The id first, for scripts; to the second, in UTC.</summary>
    public static string Of(FarmSecretEntry secret) =>
        string.Create(CultureInfo.InvariantCulture, $"{secret.Id} {secret.AddedAt.UtcDateTime:s}Z");

    /// <summary>As in <c>configuration,storage</c>.</summary>
    public static string Of(FarmPlaces places) =>
        places == FarmPlaces.None ? "nowhere" : $"{places}".ToLowerInvariant().Replace(", ", ",", StringComparison.Ordinal);
}

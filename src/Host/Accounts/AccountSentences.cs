namespace XmppActors.Host.Accounts;

/// <summary>What a command says of its outcome: one sentence.</summary>
internal static class AccountSentences
{
    public static string Of(AccountOutcome outcome, string done, string address) => outcome switch
    {
        AccountOutcome.Done => done,
        AccountOutcome.Exists => $"{address} exists already",
        AccountOutcome.Missing => $"{address} does not exist",
        AccountOutcome.ForeignDomain => $"{address} is not in a domain of this server; xmpp.domains lists them",
        _ => "this password cannot be used: it is empty, or has a control character",
    };
}

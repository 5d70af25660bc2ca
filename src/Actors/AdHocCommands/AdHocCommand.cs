namespace XmppActors.Actors.AdHocCommands;

/// <summary>One command for administrators: a form to be filled in, if it needs one, and what it does.</summary>
/// <param name="Node">Its address among the commands (XEP-0050).</param>
/// <param name="Name">In words, for a list.</param>
/// <param name="Run">Does it. What it throws is answered with <c>internal-server-error</c>.</param>
internal sealed record AdHocCommand(
    string Node, string Name, Func<IReadOnlyDictionary<string, string>, CancellationToken, Task<CommandResult>> Run)
{
    /// <summary>What is to be filled in, made at each request. Null: nothing.</summary>
    public Func<DataForm>? Form { get; init; }
}

/// <summary>What has come of a command.</summary>
/// <param name="Note">In one sentence.</param>
/// <param name="IsDone">False: it was refused, and the note says why.</param>
internal sealed record CommandResult(string? Note, bool IsDone = true)
{
    public DataForm? Form { get; init; }
}

namespace XmppActors.Actors.Components.Administration;

/// <summary>What an operator gets: what was asked for, or one sentence that says why not.</summary>
internal sealed record OperatorAnswer<T>(T? Value, string? Refusal)
    where T : class
{
    public static OperatorAnswer<T> Refused(string sentence) => new(null, sentence);

    public static implicit operator OperatorAnswer<T>(T value) => new(value, null);
}

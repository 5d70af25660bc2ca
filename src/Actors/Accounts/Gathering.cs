namespace XmppActors.Actors.Accounts;

/// <summary>
/// Waits, at the beginning of an entity's life, until the streams that a former entity had bound have registered
/// again: before, nothing can be said to be for nobody.
/// </summary>
/// <param name="asked">How many registers of streams were asked.</param>
internal sealed class Gathering(int asked)
{
    /// <summary>Longest wait; a node that does not answer must not stop the account for longer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>After the loss of a node: the time in which a stream that went with it begins anew elsewhere.</summary>
    public static readonly TimeSpan LimitAfterLoss = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<IActorRef> _missing = [];
    private readonly HashSet<IActorRef> _registered = [];
    private int _unanswered = asked;

    /// <summary>All have answered, and all that they named have registered.</summary>
    public bool IsComplete => _unanswered <= 0 && _missing.Count == 0;

    /// <summary>A register names those that it knows, and has told them.</summary>
    public void Answered(IReadOnlyCollection<IActorRef> streams)
    {
        _unanswered--;
        foreach (var stream in streams)
        {
            if (!_registered.Contains(stream))
                _missing.Add(stream);
        }
    }

    /// <summary>A stream has registered, or ended.</summary>
    public void Registered(IActorRef stream)
    {
        _registered.Add(stream);
        _missing.Remove(stream);
    }
}

namespace XmppActors.Actors.Components.Events;

/// <summary>Tells this node's <see cref="FarmHappening"/>s to the world outside, one at a time and in their order, again and again until they are
/// taken.</summary>
/// <remarks>One per node. Whoever publishes never waits: what is too much, or has failed too often, is dropped and counted. What waits ends with
/// the node.</remarks>
/// <param name="node">This node's name.</param>
internal sealed class FarmEventSender(IFarmEventPost post, FarmEventSettings settings, FarmEventCounts counts, string node) : UntypedActor, IWithTimers
{
    private readonly Queue<FarmHappening> _waiting = [];
    private FarmHappening? _sending;
    private int _failures; // Of the one that is being sent.

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(FarmHappening));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FarmHappening happening: OnHappening(happening); break;
            case Posted: OnPosted(); break;
            case PostFailed failed: OnFailed(failed.Reason); break;
            case RetryDue: Post(); break;
            default: Unhandled(message); break;
        }
    }

    private void OnHappening(FarmHappening happening)
    {
        if (_waiting.Count == settings.Queue) Drop(_waiting.Dequeue(), "too many wait");
        _waiting.Enqueue(happening);
        Next();
    }

    private void OnPosted()
    {
        counts.OnSent();
        if (_failures > 0) Context.GetLogger().Info("farm events are taken again, after {0} failures", _failures);
        Done();
    }

    private void OnFailed(string reason)
    {
        if (_failures++ == 0) Context.GetLogger().Warning("farm event {0} was not taken, and is sent again: {1}", _sending!.Id, reason);
        if (_failures > settings.Retries)
        {
            Drop(_sending!, reason);
            Done();
            return;
        }

        var pause = settings.FirstPause * Math.Pow(2, Math.Min(_failures - 1, 30));
        Timers.StartSingleTimer(RetryDue.Instance, RetryDue.Instance, pause < settings.LongestPause ? pause : settings.LongestPause);
    }

    private void Done()
    {
        _sending = null;
        _failures = 0;
        Next();
    }

    private void Next()
    {
        if (_sending is null && _waiting.TryDequeue(out _sending)) Post();
        counts.OnWaiting(_waiting.Count + (_sending is null ? 0 : 1));
    }

    private void Post() => post.PostAsync(_sending!, node, CancellationToken.None).PipeTo(
        Self, success: static () => Posted.Instance, failure: static cause => new PostFailed(cause.Message));

    private void Drop(FarmHappening happening, string reason)
    {
        counts.OnDropped();
        Context.GetLogger().Error("farm event {0} is lost: {1}, {2}", happening.Id, $"{happening.Event} of {happening.Domain}", reason);
    }

    private sealed record Posted
    {
        public static readonly Posted Instance = new();
    }

    private sealed record PostFailed(string Reason);

    private sealed record RetryDue
    {
        public static readonly RetryDue Instance = new();
    }
}

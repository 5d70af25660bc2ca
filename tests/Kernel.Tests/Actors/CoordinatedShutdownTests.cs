using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class CoordinatedShutdownTests
{
    [Fact]
    public async Task Phases_run_in_order_and_the_last_ends_the_system()
    {
        using var stage = new Stage();
        var shutdown = CoordinatedShutdown.Get(stage.System);
        var log = new List<string>();
        foreach (var phase in (string[])[
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate,
            CoordinatedShutdown.PhaseServiceStop,
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            CoordinatedShutdown.PhaseServiceRequestsDone,
            CoordinatedShutdown.PhaseServiceUnbind])
        {
            shutdown.AddTask(phase, "note", () => Note(log, phase));
        }

        var run = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await stage.PlayUntilAsync(run);

        Assert.Equal(
            ["before-service-unbind", "service-unbind", "service-requests-done", "service-stop", "before-actor-system-terminate"],
            log);
        Assert.True(stage.System.WhenTerminated.IsCompletedSuccessfully);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);
    }

    [Fact]
    public async Task Terminating_a_system_runs_its_shutdown()
    {
        using var stage = new Stage();
        var log = new List<string>();
        CoordinatedShutdown.Get(stage.System).AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () => Note(log, "stopped"));

        var end = stage.System.Terminate();
        await stage.PlayUntilAsync(end);

        Assert.Equal(["stopped"], log);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        using var stage = new Stage();
        var shutdown = CoordinatedShutdown.Get(stage.System);
        var log = new List<string>();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () => Note(log, "stopped"));

        var first = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        var second = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await stage.PlayUntilAsync(first);

        Assert.Same(first, second);
        Assert.Same(CoordinatedShutdown.ClrExitReason.Instance, shutdown.ShutdownReason);
        Assert.Single(log);
    }

    [Fact]
    public async Task Earlier_phases_can_be_skipped()
    {
        using var stage = new Stage();
        var shutdown = CoordinatedShutdown.Get(stage.System);
        var log = new List<string>();
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "note", () => Note(log, "unbound"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () => Note(log, "stopped"));

        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, CoordinatedShutdown.PhaseServiceStop);
        await stage.PlayUntilAsync(run);

        Assert.Equal(["stopped"], log);
    }

    [Fact]
    public async Task A_failing_task_is_logged_and_holds_nothing_up()
    {
        using var stage = new Stage();
        var shutdown = CoordinatedShutdown.Get(stage.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "bad", () => throw new InvalidOperationException("boom"));
        shutdown.AddTask(
            CoordinatedShutdown.PhaseServiceStop, "worse", () => Task.FromException<Done>(new InvalidOperationException("bang")));

        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await stage.PlayUntilAsync(run);

        Assert.Equal(["bang", "boom"], stage.Log.OfType<Warning>().Select(entry => entry.Cause!.Message).Order());
    }

    [Fact]
    public async Task A_phase_that_takes_too_long_is_left_behind()
    {
        using var stage = new Stage("akka.coordinated-shutdown.phases.service-stop.timeout = 7s");
        var shutdown = CoordinatedShutdown.Get(stage.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "hanging", () => new TaskCompletionSource<Done>().Task);
        var run = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        await stage.Time.TimerSetAsync();

        stage.Advance(TimeSpan.FromSeconds(6.9));
        var before = run.IsCompleted;
        stage.Advance(TimeSpan.FromSeconds(0.1));
        await stage.PlayUntilAsync(run);

        Assert.False(before);
        Assert.Contains("timed out", Assert.Single(stage.Log.OfType<Warning>()).Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_read_from_the_configuration()
    {
        using var stage = new Stage("akka.coordinated-shutdown { default-phase-timeout = 3s, phases.service-stop.timeout = 20s }");
        var shutdown = CoordinatedShutdown.Get(stage.System);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "x", () => Task.FromResult(Done.Instance));

        Assert.Equal(TimeSpan.FromSeconds(3), shutdown.Timeout(CoordinatedShutdown.PhaseServiceUnbind));
        Assert.Equal(TimeSpan.FromSeconds(20), shutdown.Timeout(CoordinatedShutdown.PhaseServiceStop));
        Assert.Equal(TimeSpan.FromSeconds(30), shutdown.TotalTimeout); // With the 10 s of actor-system-terminate.
    }

    [Fact]
    public void An_unknown_phase_is_refused()
    {
        using var stage = new Stage();
        var shutdown = CoordinatedShutdown.Get(stage.System);

        Assert.Throws<ArgumentException>(() => shutdown.AddTask("no-such-phase", "x", () => Task.FromResult(Done.Instance)));
        Assert.Throws<ArgumentException>(() => { _ = shutdown.Run(CoordinatedShutdown.UnknownReason.Instance, "no-such-phase"); });
    }

    [Fact]
    public void A_system_whose_configuration_says_so_terminates_without_a_shutdown()
    {
        using var stage = new Stage("akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        var log = new List<string>();
        CoordinatedShutdown.Get(stage.System).AddTask(CoordinatedShutdown.PhaseServiceStop, "note", () => Note(log, "stopped"));

        var end = stage.System.Terminate();
        stage.Settle();

        Assert.True(end.IsCompletedSuccessfully);
        Assert.Empty(log);
    }

    private static Task<Done> Note(List<string> log, string entry)
    {
        lock (log) log.Add(entry);
        return Task.FromResult(Done.Instance);
    }
}

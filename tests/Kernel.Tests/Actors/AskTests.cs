using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

#pragma warning disable xUnit1051 // All turns run on the test's own thread: there is nothing to cancel.

namespace XmppActors.Kernel.ActorTests;

public sealed class AskTests
{
    [Fact]
    public void An_answer_completes_the_task()
    {
        using var stage = new Stage();
        var echo = stage.Start((message, context) => context.Sender.Tell(message));

        var answer = echo.Ask<string>("hello");
        stage.Settle();

        Assert.Equal("hello", answer.Result());
    }

    [Fact]
    public void A_question_can_carry_the_reference_to_answer_to()
    {
        using var stage = new Stage();
        var answering = stage.Start((message, _) => ((IActorRef)message).Tell("here"));

        var answer = answering.Ask<string>(to => to, null, CancellationToken.None);
        stage.Settle();

        Assert.Equal("here", answer.Result());
    }

    [Fact]
    public void A_failure_in_answer_is_thrown()
    {
        using var stage = new Stage();
        var failing = stage.Start((_, context) => context.Sender.Tell(new Status.Failure(new InvalidOperationException("no"))));

        var answer = failing.Ask<string>("please");
        stage.Settle();

        Assert.Equal("no", Assert.IsType<InvalidOperationException>(answer.Failure()).Message);
    }

    [Fact]
    public void An_answer_of_another_type_is_an_error()
    {
        using var stage = new Stage();
        var echo = stage.Start((message, context) => context.Sender.Tell(message));

        var answer = echo.Ask<int>("not a number");
        stage.Settle();

        Assert.IsType<ArgumentException>(answer.Failure());
    }

    [Fact]
    public void No_answer_in_time_is_an_error_and_a_late_one_a_dead_letter()
    {
        using var stage = new Stage();
        IActorRef? asking = null;
        var silent = stage.Start((_, context) => asking = context.Sender);
        var answer = silent.Ask<string>("hello?", TimeSpan.FromSeconds(5));
        stage.Settle();

        stage.Advance(TimeSpan.FromSeconds(5));
        asking!.Tell("too late");
        stage.Settle();

        Assert.IsType<AskTimeoutException>(answer.Failure());
        Assert.Equal("too late", stage.DeadLetters.Received.Cast<DeadLetter>().Single().Message);
    }

    [Fact]
    public void The_configured_time_applies_where_none_is_given()
    {
        using var stage = new Stage("akka.actor.ask-timeout = 3s");
        var silent = stage.Start((_, _) => { });
        var answer = silent.Ask<string>("hello?");

        stage.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<AskTimeoutException>(answer.Failure());
    }

    [Fact]
    public async Task A_cancelled_question_is_cancelled()
    {
        using var stage = new Stage();
        using var cancellation = new CancellationTokenSource();
        var silent = stage.Start((_, _) => { });
        var answer = silent.Ask<string>("hello?", cancellation.Token);

        await cancellation.CancelAsync();

        Assert.True(answer.IsCanceled);
        Assert.True(silent.Ask<string>("again?", cancellation.Token).IsCanceled);
    }

    [Fact]
    public void Nobody_cannot_be_asked()
    {
        Assert.Throws<ArgumentException>(() => { _ = ActorRefs.Nobody.Ask("anyone?"); });
    }

    [Fact]
    public void Who_asks_can_be_watched_and_ends_with_the_answer()
    {
        using var stage = new Stage();
        var probe = Probe.In(stage.System);
        var watching = stage.Start((message, context) =>
        {
            if (message is Terminated) probe.Ref.Tell("ended");
            else if (message is "ask") context.Watch(context.Sender);
        });
        IActorRef? asking = null;
        var other = stage.Start((_, context) => watching.Tell("ask", asking = context.Sender));
        var answer = other.Ask<string>("q");
        stage.Settle();
        var before = probe.Received.Count;

        asking!.Tell("answer");
        stage.Settle();

        Assert.Equal("answer", answer.Result());
        Assert.Equal((0, 1), (before, probe.Received.Count));
    }

    public sealed class Piping
    {
        [Fact]
        public async Task A_result_is_told_as_it_is_or_translated()
        {
            using var stage = new Stage();
            var probe = Probe.In(stage.System);

            await Task.FromResult("plain").PipeTo(probe.Ref);
            await Task.FromResult("x").PipeTo(probe.Ref, success: text => text + "!");
            await new ValueTask<string>("value").PipeTo(probe.Ref);
            await Task.CompletedTask.PipeTo(probe.Ref);
            await Task.CompletedTask.PipeTo(probe.Ref, success: () => "done");
            stage.Settle();

            Assert.Equal(["plain", "x!", "value", "done"], probe.Received);
        }

        [Fact]
        public async Task A_failure_is_told_as_Status_Failure_or_translated()
        {
            using var stage = new Stage();
            var probe = Probe.In(stage.System);
            var cause = new InvalidOperationException("boom");

            await Task.FromException<string>(cause).PipeTo(probe.Ref);
            await Task.FromException(cause).PipeTo(probe.Ref, failure: failure => failure.Message);
            await Task.FromResult("x").PipeTo(probe.Ref, success: _ => throw cause);
            await Task.FromCanceled<string>(new CancellationToken(true)).PipeTo(probe.Ref);
            stage.Settle();

            Assert.Same(cause, Assert.IsType<Status.Failure>(probe.Received[0]).Cause);
            Assert.Equal("boom", probe.Received[1]);
            Assert.Same(cause, Assert.IsType<Status.Failure>(probe.Received[2]).Cause);
            Assert.IsType<TaskCanceledException>(Assert.IsType<Status.Failure>(probe.Received[3]).Cause);
        }
    }
}

/// <summary>Reads tasks of which the test knows that they have ended.</summary>
file static class EndedTask
{
    internal static T Result<T>(this Task<T> task) =>
        task.IsCompletedSuccessfully ? task.GetAwaiter().GetResult() : throw new InvalidOperationException($"It is {task.Status}.");

    internal static Exception Failure(this Task task) =>
        task.IsFaulted ? task.Exception!.InnerException! : throw new InvalidOperationException($"It is {task.Status}.");
}

using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.ActorTests;

public sealed class PropsTests
{
    private readonly string _field = "field";

    private static string Static { get; } = "static";

    [Fact]
    public void Arguments_of_an_expression_are_read_when_the_props_are_made()
    {
        var local = "local";
        var number = 1;
        var props = Props.Create(() => new Listing(local, _field, Static, number + 1, new[] { "x" }, null));
        local = "changed";

        Assert.Equal(["local", "field", "static", 2, new[] { "x" }, null], props.Arguments);
        Assert.Equal(typeof(Listing), props.Type);
        Assert.Equal("changed", local);
    }

    [Fact]
    public void The_constructor_is_found_by_the_types_of_the_arguments()
    {
        using var stage = new Stage();
        var made = new List<string>();
        var several = typeof(Several);

        stage.System.ActorOf(Props.Create<Several>(made));
        stage.System.ActorOf(Props.Create<Several>(made, 1));
        stage.System.ActorOf(Props.Create<Several>(made, "text"));
        stage.System.ActorOf(Props.Create<Several>(made, null));
        stage.System.ActorOf(Props.Create(several, made, 2));
        stage.Settle();

        Assert.Equal(["none", "int 1", "object text", "object ", "int 2"], made);
    }

    [Fact]
    public void Arguments_that_fit_no_constructor_are_refused() =>
        Assert.Throws<ArgumentException>(() => Props.Create<Several>("what"));

    [Fact]
    public void What_is_no_concrete_actor_is_refused()
    {
        foreach (var type in (Type[])[typeof(string), typeof(UntypedActor)])
            Assert.Throws<ArgumentException>(() => Props.Create(type));
    }

    [Fact]
    public void An_expression_has_to_be_a_constructor_call() =>
        Assert.Throws<ArgumentException>(() => Props.Create(() => Make()));

    [Fact]
    public void Options_are_added_without_changing_the_props_they_are_added_to()
    {
        var plain = Props.Create<Several>(new List<string>());

        var changed = plain.WithMailbox("m").WithSupervisorStrategy(SupervisorStrategy.StoppingStrategy);

        Assert.Null(plain.Mailbox);
        Assert.Equal("m", changed.Mailbox);
        Assert.Same(SupervisorStrategy.StoppingStrategy, changed.SupervisorStrategy);
        Assert.Same(plain.Arguments, changed.Arguments);
    }

    private static Several Make() => throw new InvalidOperationException();

    private sealed class Listing(string a, string b, string c, int d, string[] e, object? f) : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell((object[])[a, b, c, d, e, f!]);
    }

    private sealed class Several : UntypedActor
    {
        public Several(List<string> made) => made.Add("none");

        public Several(List<string> made, int number) => made.Add($"int {number}");

        public Several(List<string> made, object? any) => made.Add($"object {any}");

        protected override void OnReceive(object message) => Unhandled(message);
    }
}

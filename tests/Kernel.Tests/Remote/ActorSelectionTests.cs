using XmppActors.Kernel.Actor;
using XmppActors.Kernel.Event;
using XmppActors.Kernel.Support;

namespace XmppActors.Kernel.Remote;

public sealed class ActorSelectionTests
{
    [Theory]
    [InlineData("/user/romeo")]
    [InlineData("akka://stage/user/romeo")]
    public async Task A_local_actor_is_found_by_its_place(string path)
    {
        using var stage = new Stage();
        var romeo = Probe.In(stage.System, "romeo");
        stage.Settle();

        var selection = stage.System.ActorSelection(path);
        selection.Tell("hail");
        var found = selection.ResolveOne(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await stage.PlayUntilAsync(found);

        Assert.Same(romeo.Ref, await found);
        Assert.Equal(["hail"], romeo.Received);
    }

    [Fact]
    public async Task An_actor_of_another_node_is_found_by_its_place()
    {
        using var pair = new NodePair();
        var parent = pair.There.Start((_, context) => context.ActorOf(Scripted.Props((message, inner) => inner.Sender.Tell(message)), "child"), "parent");
        parent.Tell("go", ActorRefs.NoSender);
        pair.Settle();
        var place = new RootActorPath(new Address("akka", "pair", "there", 5000)) / "user" / "parent" / "child";

        var found = await pair.Play(pair.Here.System.ActorSelection(place).ResolveOne(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        var answer = await pair.Play(pair.Here.System.ActorSelection(place.ToString()).Ask<string>("echo", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));

        Assert.Equal(place, found.Path);
        Assert.NotEqual(0, found.Path.Uid);
        Assert.Equal("echo", answer);
    }

    [Theory]
    [InlineData("akka://pair@there:5000/user/nobody")]
    [InlineData("akka://pair@nowhere:1/user/nobody")]
    [InlineData("/user/nobody")]
    public async Task An_empty_place_is_said_to_be_one(string path)
    {
        using var pair = new NodePair();

        await Assert.ThrowsAsync<ActorNotFoundException>(
            () => pair.Play(pair.Here.System.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void What_is_told_to_an_empty_place_is_a_dead_letter_there()
    {
        using var pair = new NodePair();

        pair.Here.System.ActorSelection("akka://pair@there:5000/user/nobody").Tell("hail");
        pair.Settle();

        Assert.Equal("hail", Assert.IsType<DeadLetter>(Assert.Single(pair.There.DeadLetters.Received)).Message);
    }

    [Theory]
    [InlineData("user/romeo")]
    [InlineData("../romeo")]
    [InlineData("/user/*")]
    [InlineData("")]
    public void What_is_no_absolute_path_of_one_actor_is_refused(string path)
    {
        using var stage = new Stage();

        if (path == "/user/*") Assert.Equal("/user/*", stage.System.ActorSelection(path).PathString); // A name like any other.
        else Assert.Throws<ArgumentException>(() => stage.System.ActorSelection(path));
    }

    [Theory]
    [InlineData("akka://xmpp/", "akka://xmpp", 0)]
    [InlineData("akka://xmpp/user/a/b", "akka://xmpp", 0)]
    [InlineData("akka://xmpp@node.example:5000/user/$1f#77", "akka://xmpp@node.example:5000", 77)]
    [InlineData("akka://xmpp@::1:5000/user/romeo%40montague.example#1", "akka://xmpp@::1:5000", 1)]
    public void A_path_is_read_as_it_was_written(string text, string address, long uid)
    {
        var path = ActorPath.Parse(text);

        Assert.Equal((text, address, uid), (path.ToSerializationFormat(), path.Address.ToString(), path.Uid));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/user/a")]
    [InlineData("akka://")]
    [InlineData("akka://xmpp@host/user")]
    [InlineData("akka://xmpp@:1/user")]
    [InlineData("akka://xmpp@host:99999/user")]
    [InlineData("akka://xmpp/user//a")]
    [InlineData("akka://xmpp/user/a#x")]
    [InlineData("akka://xmpp/us er")]
    public void What_is_no_path_is_not_read(string text) => Assert.False(ActorPath.TryParse(text, out _));
}

using XmppActors.Actors.Accounts;
using XmppActors.Actors.Streams;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Streams;

/// <summary>What a script cannot tell of negotiation: bounds, lock-step, and what ends in the middle.</summary>
public sealed class NegotiatingStreamTest
{
    [Fact]
    public async Task The_limits_are_narrow_before_authentication_and_wide_after_it()
    {
        using var world = new StreamWorld();

        var connection = world.Connect();
        Assert.Equal(10_000, connection.Limits.StanzaBytes);
        var authenticated = await world.AuthenticateAsync();

        Assert.Equal(new StreamLimits().StanzaBytes, authenticated.Limits.StanzaBytes);
        Assert.Equal(0, authenticated.ReadWindow); // Lock-step until a resource is bound.
    }

    [Fact]
    public async Task The_window_opens_with_the_resource()
    {
        using var world = new StreamWorld();

        var (connection, _) = await world.BindAsync();

        Assert.Equal(64 * 1024, connection.ReadWindow);
    }

    [Fact] // RFC 6120 §13.9.3
    public async Task Who_fails_too_often_is_turned_away_unseen()
    {
        using var world = new StreamWorld(new LoginThrottleSettings { FreeFailures = 100, AccountLimit = 2 });

        for (var i = 0; i < 2; i++)
            Assert.Equal("not-authorized", await FailAsync(world));

        Assert.Equal("temporary-auth-failure", await FailAsync(world));
        Assert.Contains(world.Log, line => line.Contains("login as juliet@capulet.example from 192.0.2.1 failed: not-authorized", StringComparison.Ordinal));
        Assert.Contains(world.Log, line => line.Contains("refused unseen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_failed_before_waits_before_the_next_attempt_is_looked_at()
    {
        using var world = new StreamWorld(new LoginThrottleSettings { FreeFailures = 1, FirstDelay = TimeSpan.FromSeconds(1) });
        Assert.Equal("not-authorized", await FailAsync(world));

        var connection = world.Connect();
        connection.Opens();
        connection.Elements.Clear();
        connection.Says("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAB3cm9uZw==</auth>");
        Assert.Empty(connection.Elements);
        world.Advance(TimeSpan.FromSeconds(1));
        await world.RunUntilAsync(() => connection.Elements.Count > 0);

        Assert.Equal("failure", connection.Elements.Single().Name.LocalName);
    }

    [Fact]
    public async Task A_connection_that_ends_in_the_middle_of_an_attempt_has_failed_it()
    {
        using var world = new StreamWorld(new LoginThrottleSettings { FreeFailures = 100, AddressLimit = 1 });
        var connection = world.Connect();
        connection.Opens();
        connection.Elements.Clear();

        connection.Says("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'>biwsbj1qdWxpZXQscj1hYmNkZWZnaGlqa2w=</auth>");
        await world.RunUntilAsync(() => connection.Elements.Count > 0);
        Assert.Equal("challenge", connection.Elements.Single().Name.LocalName);
        connection.Disconnects();

        Assert.Equal("temporary-auth-failure", await FailAsync(world));
    }

    [Fact] // RFC 6120 §4.9.3.4
    public void Nobody_negotiates_for_ever()
    {
        using var world = new StreamWorld();
        var silent = world.Connect();

        world.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(StreamErrorCondition.ConnectionTimeout, silent.Error!.Condition);
        Assert.Equal("capulet.example", silent.Headers.Single().From);
    }

    [Fact]
    public async Task An_account_that_does_not_answer_does_not_keep_its_client_for_ever()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.AskForResourceAsync();

        world.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(StreamErrorCondition.ConnectionTimeout, connection.Error!.Condition);
        connection.Disconnects();
        var drained = world.DrainAsync();
        world.Run();

        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_negotiation_that_ends_just_as_the_resource_is_bound_leaves_nothing_behind()
    {
        using var world = new StreamWorld();
        var (connection, stream) = await world.AskForResourceAsync();
        var negotiator = ((ActorStanzaSink)connection.Sink).Owner;

        world.Tell(negotiator, new CloseStream(StreamErrorCondition.SystemShutdown));
        world.Tell(stream, new ResourceBound(StreamWorld.Balcony));
        connection.Disconnects();
        world.Tell(stream, ResourceUnbound.Instance);
        var drained = world.DrainAsync();
        world.Run();

        Assert.Equal(new StreamEnded(StreamWorld.Balcony, stream), world.TakeFromAccounts().Single());
        Assert.True(drained.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_connection_that_ends_before_it_has_an_actor_leaves_none()
    {
        using var world = new StreamWorld();

        var connection = world.Connect();
        connection.Disconnects();
        var drained = world.DrainAsync();
        world.Run();

        Assert.True(drained.IsCompletedSuccessfully);
    }

    /// <summary>Tries a wrong password on a connection of its own.</summary>
    private static async Task<string> FailAsync(StreamWorld world)
    {
        var connection = world.Connect();
        connection.Opens();
        connection.Elements.Clear();
        connection.Says("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGp1bGlldAB3cm9uZw==</auth>");
        await world.RunUntilAsync(() => connection.Elements.Count > 0);
        return connection.Elements.Single().ToXElement().Elements().First().Name.LocalName;
    }
}

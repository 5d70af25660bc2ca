using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Administration;
using XmppActors.Actors.Components.Events;
using XmppActors.Actors.Tests.Components.Health;

namespace XmppActors.Actors.Tests.Components.Events;

/// <summary>What the world outside is told of a farm, and how often it is tried.</summary>
public sealed class FarmEventTests : IDisposable
{
    private readonly FarmScene _scene = new(new FarmSettings { Domain = FarmScene.Domain });
    private readonly TestPost _post = new();
    private readonly FarmEventCounts _counts = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Instances_the_farm_and_operators_words_are_told_in_order()
    {
        Begin();

        var one = _scene.Join("one");
        _scene.Change(new SetWeight(FarmScene.Domain, "one", 50));
        _scene.Change(new AddSecret(FarmScene.Domain, "0123456789ab"));
        _scene.Change(new DrainInstance(FarmScene.Domain, "one", TimeSpan.FromMinutes(1)));
        _scene.Change(new UndrainInstance(FarmScene.Domain, "one"));
        one.Leaves();

        Assert.Equal(
            [
                "instance-state one -> ready, 1/1 ready",
                "farm-state unavailable -> ready, 1/1 ready",
                "weight one 50, 1/1 ready",
                "secret-added 0123456789ab, 1/1 ready",
                "instance-state one ready -> draining, 0/1 draining",
                "farm-state ready -> draining, 0/1 draining",
                "drain one, 0/1 draining",
                "instance-state one draining -> ready, 1/1 ready",
                "farm-state draining -> ready, 1/1 ready",
                "undrain one, 1/1 ready",
                "instance-left one ready ->, 0/0 unavailable",
                "farm-state ready -> unavailable, 0/0 unavailable",
            ],
            _post.Taken.Select(Text));
        Assert.Equal(_post.Taken.Count, _post.Taken.Select(static each => each.Id).Distinct().Count());
        Assert.Equal((12, 0, 0), (_counts.Sent, _counts.Dropped, _counts.Waiting));
    }

    [Fact]
    public void Another_entity_of_the_same_farm_tells_nothing_again()
    {
        _scene.Join("one");
        Begin();

        _scene.MoveEntity();
        _scene.Advance(5);

        Assert.Empty(_post.Taken);
    }

    [Fact]
    public void What_is_not_taken_is_sent_again_later_and_later_and_keeps_its_order()
    {
        Begin();
        _post.Failures = 3;

        _scene.Join("one");
        Assert.Equal(1, _post.Attempts);
        _scene.Advance(0.9);
        Assert.Equal(1, _post.Attempts);
        _scene.Advance(0.2);
        Assert.Equal(2, _post.Attempts);
        _scene.Advance(2.1);
        Assert.Equal(3, _post.Attempts);
        Assert.Equal(2, _counts.Waiting);
        _scene.Advance(4.1);

        Assert.Equal(["instance-state", "farm-state"], _post.Taken.Select(static each => each.Event));
        Assert.Equal((2, 0, 0), (_counts.Sent, _counts.Dropped, _counts.Waiting));
    }

    [Fact]
    public void What_is_never_taken_and_what_is_too_much_is_lost_and_counted()
    {
        Begin(new FarmEventSettings { Retries = 1, Queue = 1 });
        _post.Failures = 2;

        _scene.Join("one");
        _scene.Change(new SetWeight(FarmScene.Domain, "one", 50));
        Assert.Equal(1, _counts.Dropped); // The farm's state, since the weight is newer.
        _scene.Advance(1.1);

        Assert.Equal(["weight"], _post.Taken.Select(static each => each.Event));
        Assert.Equal((1, 2, 0), (_counts.Sent, _counts.Dropped, _counts.Waiting));
    }

    private void Begin(FarmEventSettings? settings = null)
    {
        settings ??= new FarmEventSettings();
        _scene.World.ActorOf(Props.Create(() => new FarmEventSender(_post, settings, _counts, "here")));
        _scene.World.Run();
    }

    private static string Text(FarmHappening happening)
    {
        var words = new[]
        {
            happening.Event, happening.Instance, happening.Secret, happening.Before,
            happening.State is null && happening.Before is null ? null : "->", happening.State, happening.Weight?.ToString(null as IFormatProvider),
        };
        return $"{string.Join(' ', words.Where(static word => word is not null))}, {happening.Ready}/{happening.Total} {happening.Condition}";
    }

    private sealed class TestPost : IFarmEventPost
    {
        public List<FarmHappening> Taken { get; } = [];

        public int Attempts { get; private set; }

        /// <summary>So many attempts from now on fail.</summary>
        public int Failures { get; set; }

        public Task PostAsync(FarmHappening happening, string node, CancellationToken cancellationToken)
        {
            Attempts++;
            if (Failures-- > 0) return Task.FromException(new IOException("nobody at home"));
            Taken.Add(happening);
            return Task.CompletedTask;
        }
    }
}

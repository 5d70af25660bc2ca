using XmppActors.Actors.Components.Administration;
using XmppActors.Host.Farms;

namespace XmppActors.Host.TestsRoom.Running;

/// <summary>One farm, echo.localhost, that does nothing: what is commanded is noted.</summary>
internal sealed class TestFarmDesk : IFarmDesk
{
    private static readonly DateTimeOffset At = new(1597, 1, 29, 12, 0, 0, TimeSpan.Zero);

    public List<IFarmChange> Changes { get; } = [];

    public List<TraceRequest> Traced { get; } = [];

    public static FarmShown Echo { get; } = new("echo.localhost", "ready", "1 of 2 instances ready", "bare-source", 7, 2, "10.0.0.1:25520")
    {
        Settings = [new("policy", "bare-source", "configuration"), new("max-instances", "3", "run time")],
        Instances = [Instance("one", "ready", 100), Instance("two", "suspect", 0)],
        Remembered = ["weight of one: 50"],
        Changes = [new(At, "two", "suspect", "silent for 2 s"), new(At, "three", null, "its link is closed")],
    };

    public Task<OperatorAnswer<FarmShown>> ShowAsync(string domain, CancellationToken cancellationToken) => Task.FromResult<OperatorAnswer<FarmShown>>(
        domain == "echo.localhost" ? Echo : OperatorAnswer<FarmShown>.Refused(OperatorSentences.UnknownFarm(domain, ["echo.localhost"])));

    public async Task<OperatorAnswer<IReadOnlyList<InstanceShown>>> InstancesAsync(string? domain, CancellationToken cancellationToken)
    {
        var (farm, refusal) = await ShowAsync(domain ?? "echo.localhost", cancellationToken);
        return new OperatorAnswer<IReadOnlyList<InstanceShown>>(farm?.Instances, refusal);
    }

    public OperatorAnswer<TraceShown> Trace(TraceRequest request)
    {
        Traced.Add(request);
        return new TraceShown(
            request.From,
            request.Domain,
            "10.0.0.1:25520",
            7,
            "thread",
            request.From,
            "bare-source",
            "one",
            "one wants the key most",
            "forbidden",
            [new("one", "ready", 100, 0.5, 12.34, null, null), new("two", "suspect", 0, 0, null, null, "it does not answer, and others do")]);
    }

    public OperatorAnswer<SimulationShown> Simulate(string domain, string lose) =>
        lose == "one" ? new SimulationShown(domain, lose, 0.5, 65536, [new("one", "two", 0.4), new("one", null, 0.1)])
            : OperatorAnswer<SimulationShown>.Refused($"{domain} has no instance {lose}; it has: one, two");

    public Task<OperatorAnswer<string>> ChangeAsync(IFarmChange change, CancellationToken cancellationToken)
    {
        Changes.Add(change);
        return Task.FromResult<OperatorAnswer<string>>(change.Domain == "echo.localhost"
            ? OperatorSentences.Done(change)
            : OperatorAnswer<string>.Refused(OperatorSentences.UnknownFarm(change.Domain, ["echo.localhost"])));
    }

    private static InstanceShown Instance(string id, string state, int weight) => new(
        "echo.localhost",
        id,
        state,
        At,
        state == "ready" ? "" : "silent for 2 s",
        "10.0.0.1:25520",
        "accepted",
        "10.1.2.3:40112",
        Endpoint: null,
        At,
        ConfiguredWeight: 100,
        weight,
        IsSpare: false,
        Outstanding: 3,
        AckLagSeconds: 0.012,
        Acknowledged: 1000,
        Requests: 20,
        Errors: 1,
        Replayed: 4,
        Bounced: 5,
        Failovers: 6,
        Credential: id == "one" ? "0123456789ab" : null);
}

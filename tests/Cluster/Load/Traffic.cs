using System.Globalization;
using XmppActors.Cluster.Tests.Processes;

namespace XmppActors.Cluster.Tests.Load;

/// <summary>Numbered messages between clients of different nodes, and between clients and a component of two instances, while something
/// happens to the nodes; and what became of each of them.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Chatters = 6;
    private const int Askers = 3;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // Only a failing test waits so long.

    private readonly List<ManagedClient> _chatters;
    private readonly List<ManagedClient> _askers;
    private readonly List<EchoComponent> _components;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _talking = [];

    private Traffic(NodeCluster cluster)
    {
        _chatters = [.. Enumerable.Range(0, Chatters).Select(i => new ManagedClient($"chatter{i}", cluster.ClientAddresses, i))];
        _askers = [.. Enumerable.Range(0, Askers).Select(i => new ManagedClient($"asker{i}", cluster.ClientAddresses, i))];
        _components = [.. Enumerable.Range(0, 2).Select(i => new EchoComponent(cluster.ComponentAddresses, i))];
    }

    /// <summary>Everybody is connected and has begun to write.</summary>
    public static async Task<Traffic> StartAsync(NodeCluster cluster, CancellationToken cancellation)
    {
        var names = Enumerable.Range(0, Chatters).Select(i => $"chatter{i}").Concat(Enumerable.Range(0, Askers).Select(i => $"asker{i}"));
        await cluster.AddAccountsAsync(names, cancellation);
        var traffic = new Traffic(cluster);
        await Task.WhenAll(
            [.. traffic._components.Select(each => each.StartAsync(cancellation)),
             .. traffic._chatters.Concat(traffic._askers).Select(each => each.StartAsync(cancellation))]).WaitAsync(Patience, cancellation);
        for (var i = 0; i < Chatters; i++) traffic.Talk(traffic._chatters[i], traffic.PartnerOf(i).Address);
        foreach (var asker in traffic._askers) traffic.Talk(asker, $"anybody@{EchoComponent.Domain}");
        return traffic;
    }

    /// <summary>Where the clients were told to come back to, in the order of their nodes.</summary>
    public IEnumerable<string?> Locations => _chatters.Select(each => each.Location);

    /// <summary>Lets so many messages of each chatter arrive from now on.</summary>
    public Task FlowAsync(int messages, CancellationToken cancellation) => Task.WhenAll(_chatters.Select(chatter =>
    {
        var wanted = chatter.Received.Count + messages;
        return chatter.UntilAsync(() => chatter.ReceivedCount >= wanted, cancellation);
    })).WaitAsync(Patience, cancellation);

    /// <summary>Writes no more, waits until everything is acknowledged and has arrived, and checks it.</summary>
    /// <param name="componentsMayLose">An instance's link was broken: what it has read of its socket nobody knows (XEP-0114 acknowledges
    /// nothing), so some questions are answered never, and some twice.</param>
    public async Task<string> FinishAsync(bool componentsMayLose, CancellationToken cancellation)
    {
        try
        {
            return await CheckAsync(componentsMayLose, cancellation);
        }
        catch (TimeoutException)
        {
            throw new InvalidDataException("it did not come to an end: " + string.Join("; ", _chatters.Concat(_askers).Select(each => each.ToString())));
        }
    }

    private async Task<string> CheckAsync(bool componentsMayLose, CancellationToken cancellation)
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_talking);
        await Task.WhenAll(_chatters.Concat(_askers).Select(each => each.SettleAsync(cancellation))).WaitAsync(Patience, cancellation);
        for (var i = 0; i < Chatters; i++)
        {
            var (sender, receiver) = (_chatters[i], PartnerOf(i));
            await receiver.UntilAsync(() => receiver.ReceivedCount >= sender.Sent, cancellation).WaitAsync(Patience, cancellation);
            var received = receiver.Received;
            var wrong = Numbers(sender.Sent).Zip(received.Select(each => each.Number)).TakeWhile(pair => pair.First == pair.Second).Count();
            Check(
                wrong == sender.Sent && received.Count == sender.Sent,
                $"{sender.Address} wrote {sender.Sent} messages (resumed {sender.Resumptions} times), {receiver.Address} got {received.Count}: "
                + string.Join(' ', received.Skip(wrong - 5).Take(15).Select(each => $"{each.Number} (at {each.At.TotalMilliseconds:F0} ms, resumed {each.Resumptions})")));
            Check(sender.Bounced.Count == 0, $"{sender.Address} got back {string.Join(' ', sender.Bounced)}");
        }

        foreach (var client in _chatters.Concat(_askers))
            Check(client.SessionsLost == 0, $"{client.Address} could not resume {client.SessionsLost} times: {client.Story}");
        if (!componentsMayLose) await CheckAnswersAsync(cancellation);
        return Summary();
    }

    private async Task CheckAnswersAsync(CancellationToken cancellation)
    {
        foreach (var asker in _askers)
        {
            await asker.UntilAsync(() => asker.ReceivedCount >= asker.Sent, cancellation).WaitAsync(Patience, cancellation);
            Check(
                asker.Received.Select(each => each.Number).SequenceEqual(Numbers(asker.Sent)),
                $"{asker.Address} asked {asker.Sent} times and got {asker.ReceivedCount} answers, or not in order");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_talking);
        foreach (var client in _chatters.Concat(_askers)) await client.DisposeAsync();
        foreach (var component in _components) await component.DisposeAsync();
        _stopping.Dispose();
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }

    private ManagedClient PartnerOf(int chatter) => _chatters[(chatter + 1) % Chatters];

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private void Talk(ManagedClient client, string to) => _talking.Add(Task.Run(async () =>
    {
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(_stopping.Token)) await client.SendAsync(to, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }));

    /// <summary>The longest pause of each receiver: how long what happened was felt.</summary>
    private string Summary()
    {
        var pauses = _chatters.Select(LongestPause).Order().Select(pause => pause.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture));
        var (asked, answered) = (_askers.Sum(each => each.Sent), _askers.Sum(each => each.Received.Select(one => one.Number).Distinct().Count()));
        var twice = _askers.Sum(each => each.ReceivedCount) - answered;
        return $"{_chatters.Sum(each => each.Sent)} messages: lost 0, doubled 0, in order; longest pause of each of {Chatters} receivers in ms: "
            + $"{string.Join(' ', pauses)}; sessions resumed: {_chatters.Sum(each => each.Resumptions)}; component: {asked} asked, "
            + $"{asked - answered - _askers.Sum(each => each.Bounced.Count)} without answer, {_askers.Sum(each => each.Bounced.Count)} bounced, {twice} answered twice";
    }

    private static TimeSpan LongestPause(ManagedClient client) => client.Received
        .Zip(client.Received.Skip(1), (one, next) => next.At - one.At).Append(TimeSpan.Zero).Max();
}

using System.Net;
using XmppActors.Cluster.Tests.Load;

namespace XmppActors.Benchmarks.Chaos;

/// <summary>With stream management (XEP-0198): comes back to any node, and knows what the server has acknowledged.</summary>
internal sealed class ManagedSender(string name, IReadOnlyList<IPEndPoint> nodes, int firstNode) : ISender
{
    // A server says within 5 s what of that which it was sent has been handled, and longer than that no component here is gone.
    private readonly ManagedClient _client = new(name, nodes, firstNode) { Patience = TimeSpan.FromSeconds(10) };

    public string Address => $"{name}@localhost";

    public IReadOnlyList<string> Bounced => _client.BouncedNumbers;

    public Task StartAsync(CancellationToken cancellation) => _client.StartAsync(cancellation);

    public Task SendAsync(string to, CancellationToken cancellation) => _client.SendAsync(to, cancellation);

    public Task SettleAsync(CancellationToken cancellation) => _client.SettleAsync(cancellation);

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}

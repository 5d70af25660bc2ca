namespace XmppActors.Benchmarks.Chaos;

/// <summary>One user who writes numbered messages to the farm.</summary>
internal interface ISender : IAsyncDisposable
{
    /// <summary>Its bare JID.</summary>
    string Address { get; }

    /// <summary>Writes the next message; its id is its number, from 0.</summary>
    Task SendAsync(string to, CancellationToken cancellation);

    /// <summary>The numbers of those that came back as errors.</summary>
    IReadOnlyList<string> Bounced { get; }

    /// <summary>Completes when the server has acknowledged everything, where it can.</summary>
    Task SettleAsync(CancellationToken cancellation);
}

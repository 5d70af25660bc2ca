namespace XmppActors.Conversations.Runner;

/// <summary>A client's connection: text goes out, elements come in.</summary>
internal interface IWire : IAsyncDisposable
{
    Task WriteAsync(string xml);

    /// <summary>Completes when the node knows that the connection has ended, as far as that can be seen.</summary>
    Task Ended => Task.CompletedTask;

    /// <summary>Reads to the end of the connection.</summary>
    Task ReadAllAsync(Action<Received> received);
}

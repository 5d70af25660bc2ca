using System.Collections.Immutable;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Says where a farm's components wait.</summary>
internal interface IEndpointSource
{
    /// <summary>Looks them up.</summary>
    /// <exception cref="EndpointsUnknownException">They cannot be told now; what was told last goes on.</exception>
    Task<EndpointList> LookUpAsync(CancellationToken cancellationToken);

    /// <summary>Who is named no more is gone: its link is cut at once, and not drained.</summary>
    bool TellsOfDeaths => false;
}

/// <summary>Where the components of a farm wait at the moment.</summary>
/// <param name="Endpoints">In the order of their priority; each address once.</param>
/// <param name="ValidFor">When to look again; infinite: never.</param>
internal sealed record EndpointList(ImmutableArray<DialEndpoint> Endpoints, TimeSpan ValidFor);

/// <summary>A place where a component waits for us.</summary>
/// <param name="Address"><c>host:port</c>, as it is dialled: its name in all that is told of it.</param>
/// <param name="Priority">The lower gets stanzas before the higher (RFC 2782).</param>
/// <param name="Weight">Its share among those of its priority; <see cref="FarmInstance.FullWeight"/> unless its source says otherwise.</param>
internal sealed record DialEndpoint(string Address, int Priority = 0, int Weight = FarmInstance.FullWeight);

/// <summary>A look-up has failed; the message says why, in words for the operator.</summary>
internal sealed class EndpointsUnknownException : Exception
{
    public EndpointsUnknownException()
    {
    }

    public EndpointsUnknownException(string message)
        : base(message)
    {
    }

    public EndpointsUnknownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Endpoints as the configuration lists them.</summary>
internal sealed class ListedEndpoints(ImmutableArray<string> addresses) : IEndpointSource
{
    private readonly Task<EndpointList> _all = Task.FromResult(
        new EndpointList([.. addresses.Distinct().Select(address => new DialEndpoint(address))], Timeout.InfiniteTimeSpan));

    public Task<EndpointList> LookUpAsync(CancellationToken cancellationToken) => _all;

    public override string ToString() => string.Join(", ", addresses);
}

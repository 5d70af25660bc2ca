using System.Collections.Immutable;
using XmppActors.Transport.Dialling;
using XmppActors.Transport.Dialling.Names;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Every address of a name, as the DNS tells it, with one port: each is an endpoint.</summary>
/// <param name="interval">Looked up again after so long at the latest, sooner where the answer says so.</param>
internal sealed class NamedEndpoints(string name, int port, DnsResolver resolver, TimeSpan interval) : IEndpointSource
{
    public async Task<EndpointList> LookUpAsync(CancellationToken cancellationToken)
    {
        var (v4, v6) = (AskAsync(DnsType.A, cancellationToken), AskAsync(DnsType.Aaaa, cancellationToken));
        var answers = new[] { await v4, await v6 }.OfType<DnsAnswer>().ToList();
        ImmutableArray<DialEndpoint> endpoints =
        [
            .. answers.SelectMany(answer => answer.Addresses)
                .Select(address => new DialEndpoint(DialTarget.Write($"{address}", port)))
                .OrderBy(endpoint => endpoint.Address, StringComparer.Ordinal), // Servers answer in turns.
        ];
        if (endpoints.IsEmpty)
            throw new EndpointsUnknownException(answers.Count < 2 ? $"the addresses of {name} cannot be looked up" : $"{name} has no address");
        return new EndpointList(endpoints, DnsTimes.ValidFor(answers, interval));
    }

    public override string ToString() => $"addresses of {name}";

    /// <returns>Null: nobody has told; the other family may do.</returns>
    private async Task<DnsAnswer?> AskAsync(DnsType type, CancellationToken cancellationToken)
    {
        try
        {
            return await resolver.AskAsync(name, type, cancellationToken);
        }
        catch (DnsFailedException)
        {
            return null;
        }
    }
}

/// <summary>The hosts that the DNS names for a service (RFC 2782), with their priorities and weights.</summary>
internal sealed class ServiceEndpoints(string service, DnsResolver resolver, TimeSpan interval) : IEndpointSource
{
    public async Task<EndpointList> LookUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await resolver.AskAsync(service, DnsType.Srv, cancellationToken);
            var endpoints = EndpointsOf(answer.Services);
            return endpoints.IsEmpty
                ? throw new EndpointsUnknownException($"{service} has no SRV record")
                : new EndpointList(endpoints, DnsTimes.ValidFor([answer], interval));
        }
        catch (DnsFailedException trouble)
        {
            throw new EndpointsUnknownException(trouble.Message, trouble);
        }
    }

    public override string ToString() => $"SRV of {service}";

    /// <summary>Weights as they are, made smaller together where one is beyond what an instance may have; where nobody has one, all have the
    /// same, and where others have, 0 is as little as there is.</summary>
    internal static ImmutableArray<DialEndpoint> EndpointsOf(ImmutableArray<DnsService> services)
    {
        var offered = services.Where(each => each.Target.Length > 0 && each.Port > 0).ToList();
        var most = offered.Select(each => each.Weight).DefaultIfEmpty().Max();
        return
        [
            .. offered
                .Select(each => new DialEndpoint(DialTarget.Write(each.Target, each.Port), each.Priority, WeightOf(each.Weight, most)))
                .OrderBy(endpoint => endpoint.Priority).ThenBy(endpoint => endpoint.Address, StringComparer.Ordinal)
                .DistinctBy(endpoint => endpoint.Address),
        ];
    }

    private static int WeightOf(int weight, int most)
    {
        if (most == 0) return FarmInstance.FullWeight;
        var scaled = most > FarmInstance.MaxWeight ? (int)((long)weight * FarmInstance.MaxWeight / most) : weight;
        return Math.Max(1, scaled);
    }
}

/// <summary>How long answers of the DNS hold.</summary>
internal static class DnsTimes
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public static TimeSpan ValidFor(IEnumerable<DnsAnswer> answers, TimeSpan interval)
    {
        foreach (var answer in answers)
        {
            if (!answer.IsEmpty && answer.TimeToLive < interval) interval = answer.TimeToLive;
        }
        return interval < Shortest ? Shortest : interval;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using XmppActors.Transport.Dialling;

namespace XmppActors.Actors.Components.Dialling;

/// <summary>Endpoints as a file lists them, one on each line: <c>host:port</c>, then the priority, then the weight, if these are not 0 and
/// 100. What follows <c>#</c> is a remark.</summary>
/// <remarks>Looked at again and again: mounted files change by symbolic links, which a file system's watcher misses. Read by the node that
/// has the farm's entity, so it must be the same on all nodes.</remarks>
internal sealed class FileEndpoints(string path, TimeSpan interval) : IEndpointSource
{
    public async Task<EndpointList> LookUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new EndpointList(Read(await File.ReadAllLinesAsync(path, cancellationToken)), interval);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new EndpointsUnknownException($"{path} cannot be read: {trouble.Message}", trouble);
        }
    }

    public override string ToString() => path;

    private ImmutableArray<DialEndpoint> Read(string[] lines)
    {
        var endpoints = new List<DialEndpoint>();
        for (var i = 0; i < lines.Length; i++)
        {
            var words = lines[i].Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            var (priority, weight) = (0, FarmInstance.FullWeight);
            var isRight = words.Length <= 3
                && DialTarget.TryRead(words[0], out _, out _)
                && (words.Length < 2 || TryRead(words[1], ushort.MaxValue, out priority))
                && (words.Length < 3 || TryRead(words[2], FarmInstance.MaxWeight, out weight));
            if (!isRight)
                throw new EndpointsUnknownException($"{path}, line {i + 1}: a line is host:port, or host:port priority weight");
            endpoints.Add(new DialEndpoint(words[0], priority, weight));
        }
        if (endpoints.Count == 0) throw new EndpointsUnknownException($"{path} lists no endpoint");
        return [.. endpoints.DistinctBy(endpoint => endpoint.Address).OrderBy(endpoint => endpoint.Priority)];
    }

    private static bool TryRead(string word, int most, out int number) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;
}

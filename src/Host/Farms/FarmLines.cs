using System.Text.Json;
using XmppActors.Actors.Storage;

namespace XmppActors.Host.Farms;

/// <summary>Lists between a running node and a command: one JSON object a line.</summary>
internal static class FarmLines
{
    public static string Write(FarmEntry farm) => JsonSerializer.Serialize(farm);

    public static string Write(FarmSecretEntry secret) => JsonSerializer.Serialize(secret);

    /// <exception cref="HttpRequestException">The line is not what <see cref="Write(FarmEntry)"/> wrote.</exception>
    public static FarmEntry ReadFarm(string line) => Read<FarmEntry>(line);

    /// <exception cref="HttpRequestException">The line is not what <see cref="Write(FarmSecretEntry)"/>
    /// wrote.</exception>
    public static FarmSecretEntry ReadSecret(string line) => Read<FarmSecretEntry>(line);

    private static T Read<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line) ?? throw new JsonException();
        }
        catch (JsonException mistake)
        {
            throw new HttpRequestException("the node's admin listener answered what was not expected", mistake);
        }
    }
}

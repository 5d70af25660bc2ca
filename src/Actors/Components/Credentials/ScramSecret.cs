using System.Security.Cryptography;
using System.Text;
using XmppActors.Actors.Storage.Sql;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>A secret that is kept as SCRAM keys alone (RFC 5803), of one hash or, with spaces between, of several:
/// <c>SCRAM-SHA-256$4096:salt$StoredKey:ServerKey</c>.</summary>
/// <remarks>Whoever reads it cannot log in with it. It serves XEP-0225; the handshake of XEP-0114 hashes the secret itself, and is refused.</remarks>
internal static class ScramSecret
{
    private const string Beginning = "SCRAM-SHA-";

    /// <summary>Whether the text means keys. What begins so and is damaged does too: it is nobody's secret.</summary>
    public static bool IsOne(string secret) => secret.StartsWith(Beginning, StringComparison.Ordinal) && secret.Contains('$');

    /// <summary>It can be kept: text without control characters, or keys that are whole.</summary>
    public static bool IsUsable(string secret) =>
        secret.Length > 0 && !secret.Any(char.IsControl) && (!IsOne(secret) || TryRead(secret, out _));

    /// <returns>False: it begins like keys, and is damaged.</returns>
    public static bool TryRead(string secret, out IReadOnlyList<ScramKeys> keys)
    {
        keys = [];
        try
        {
            keys = [.. secret.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ScramKeysText.Read)];
            return keys.Count > 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Keys of each hash. Their salt is the farm's, so that two secrets of one farm are valid side by side (see <see cref="SaslSecrets"/>);
    /// they differ by themselves, being long and drawn by lot.</summary>
    public static string Derive(FarmName farm, string secret) => Write(ScramHashes.All.Select(hash => ScramKeys.Derive(
        hash, secret, SHA256.HashData(Encoding.UTF8.GetBytes($"XmppActors farm {farm}")).AsMemory(0, 16), ScramKeys.DefaultIterations)));

    public static string Write(IEnumerable<ScramKeys> keys) => string.Join(' ', keys.Select(ScramKeysText.Write));
}

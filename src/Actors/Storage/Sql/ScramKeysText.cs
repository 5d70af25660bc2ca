using System.Globalization;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>SCRAM keys as RFC 5803 writes them: <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>.</summary>
internal static class ScramKeysText
{
    public static string Write(ScramKeys keys) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Scheme(keys.Hash)}${keys.Iterations}:{Base64(keys.Salt)}${Base64(keys.StoredKey)}:{Base64(keys.ServerKey)}");

    /// <exception cref="InvalidDataException">Damaged, or written by something else.</exception>
    public static ScramKeys Read(string text)
    {
        try
        {
            var fields = text.Split('$', ':');
            if (fields.Length == 5
                && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
            {
                return new ScramKeys(
                    Hash(fields[0]),
                    Convert.FromBase64String(fields[2]),
                    iterations,
                    Convert.FromBase64String(fields[3]),
                    Convert.FromBase64String(fields[4]));
            }
        }
        catch (Exception damage) when (damage is FormatException or ArgumentException)
        {
            // Said below, without the text.
        }

        throw new InvalidDataException("Stored SCRAM keys are not as RFC 5803 writes them.");
    }

    private static string Base64(ReadOnlyMemory<byte> bytes) => Convert.ToBase64String(bytes.Span);

    private static string Scheme(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => "SCRAM-SHA-1",
        ScramHash.Sha256 => "SCRAM-SHA-256",
        ScramHash.Sha512 => "SCRAM-SHA-512",
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    private static ScramHash Hash(string scheme) => scheme switch
    {
        "SCRAM-SHA-1" => ScramHash.Sha1,
        "SCRAM-SHA-256" => ScramHash.Sha256,
        "SCRAM-SHA-512" => ScramHash.Sha512,
        _ => throw new FormatException(),
    };
}

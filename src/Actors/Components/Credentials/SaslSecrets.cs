using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Sasl;

namespace XmppActors.Actors.Components.Credentials;

/// <summary>A farm's secrets as SASL's mechanisms take them. Costs milliseconds for each secret: not for an actor's turn.</summary>
internal static class SaslSecrets
{
    /// <summary>Keys of every secret for one exchange of SCRAM: of one salt and number of iterations, for the component is told one of each
    /// before it shows which secret it has.</summary>
    /// <remarks>Secrets kept as keys have their own: of those the newest one's is told, and others take part if theirs is the same, as
    /// with those that <see cref="ScramSecret.Derive"/> made for one farm.</remarks>
    /// <param name="standIn">Gives salt and iterations where all secrets are text.</param>
    public static List<(ScramKeys Keys, ComponentSecret Secret)> For(FarmCredentials farm, ScramKeys standIn)
    {
        var kept = new List<(ScramKeys Keys, ComponentSecret Secret)>();
        foreach (var secret in farm.Secrets)
        {
            if (TryFind(secret, standIn.Hash, out var keys)) kept.Insert(0, (keys, secret)); // The newest first.
        }
        var told = kept is [var (newest, _), ..] ? newest : standIn;
        foreach (var secret in farm.Secrets)
        {
            if (!ScramSecret.IsOne(secret.Secret) && ScramKeys.TryPreparePassword(secret.Secret, out _))
                kept.Add((ScramKeys.Derive(told.Hash, secret.Secret, told.Salt, told.Iterations), secret));
        }
        return kept;
    }

    /// <summary>Tries a password by PLAIN on each secret.</summary>
    /// <param name="begin">Makes a mechanism that has the password already.</param>
    public static (SaslStep Step, ComponentSecret? Secret) TryPlain(FarmCredentials? farm, Func<ISaslMechanism> begin, ReadOnlyMemory<byte> salt)
    {
        foreach (var secret in farm?.Secrets ?? [])
        {
            if (KeysForPlain(secret, salt) is { } keys && begin().Credentials([keys]) is SaslStep.Succeeded succeeded) return (succeeded, secret);
        }
        return (begin().Credentials(null), null);
    }

    /// <summary>For who has the text there is nothing to slow down.</summary>
    private static ScramKeys? KeysForPlain(ComponentSecret secret, ReadOnlyMemory<byte> salt)
    {
        if (ScramSecret.IsOne(secret.Secret)) return ScramSecret.TryRead(secret.Secret, out var kept) ? kept[0] : null;
        return ScramKeys.TryPreparePassword(secret.Secret, out _) ? ScramKeys.Derive(ScramHash.Sha256, secret.Secret, salt, iterations: 1) : null;
    }

    private static bool TryFind(ComponentSecret secret, ScramHash hash, [NotNullWhen(true)] out ScramKeys? keys)
    {
        keys = ScramSecret.IsOne(secret.Secret) && ScramSecret.TryRead(secret.Secret, out var kept) ? kept.FirstOrDefault(each => each.Hash == hash) : null;
        return keys is not null;
    }
}

using System.Diagnostics.CodeAnalysis;
using XmppActors.Transport.Sasl;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Registration;

/// <summary>What holds for a new account's password and for a changed one.</summary>
internal static class RegistrationRules
{
    /// <summary>Long enough, and one that can be typed again (RFC 8265 §4).</summary>
    public static bool IsAcceptable([NotNullWhen(true)] string? password, RegistrationSettings settings) =>
        password is not null
        && ScramKeys.TryPreparePassword(password, out var prepared)
        && prepared.EnumerateRunes().Count() >= settings.MinPasswordLength;

    /// <summary>Derives the keys away from any actor's turn: milliseconds of computing.</summary>
    public static Task<IReadOnlyList<ScramKeys>> DeriveAsync(string password) =>
        Task.Run(() => ScramKeys.DeriveAll(password));

    /// <summary>An error that does not send the password back (XEP-0077 §3.3).</summary>
    public static Stanza Refuse(Stanza request, StanzaErrorCondition condition) =>
        StanzaErrors.Bounce(WithoutContent(request), condition)!;

    /// <summary>The request as it may be sent back.</summary>
    public static Stanza WithoutContent(Stanza request) =>
        Stanza.Create(StanzaKind.Iq, request.Type, request.From, request.To, request.Id);
}

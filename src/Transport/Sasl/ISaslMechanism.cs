namespace XmppActors.Transport.Sasl;

/// <summary>The server's side of one authentication exchange (RFC 4422), whatever frames its messages.</summary>
/// <remarks>
/// Used by one caller at a time. The order is <see cref="Start"/>, then as the steps say. After <see
/// cref="SaslStep.Succeeded"/> or <see cref="SaslStep.Failed"/> the mechanism is spent, and a call out of order fails
/// the exchange.
/// </remarks>
public interface ISaslMechanism
{
    /// <summary>The registered name, such as <c>SCRAM-SHA-256-PLUS</c>.</summary>
    string Name { get; }

    /// <summary>Begins. An absent initial response differs from an empty one.</summary>
    SaslStep Start(ReadOnlySpan<byte> initialResponse, bool hasInitialResponse);

    /// <summary>Takes the answer to a challenge.</summary>
    SaslStep Continue(ReadOnlySpan<byte> response);

    /// <summary>
    /// Takes what the account's record holds: null when there is no such account, which then fails as a wrong password
    /// does, at the same cost. SCRAM takes several keys of one hash, salt and iterations for several passwords.
    /// </summary>
    SaslStep Credentials(IReadOnlyList<ScramKeys>? keys);

    /// <summary><see cref="Credentials"/> with these keys will take milliseconds of CPU: run it on the thread pool, not
    /// in an actor.</summary>
    bool IsCostly(IReadOnlyList<ScramKeys>? keys);
}

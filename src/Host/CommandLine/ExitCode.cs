namespace XmppActors.Host.CommandLine;

/// <summary>What a script learns from the process; documented in README.md.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Understood and not done: the account exists already, the secret does not exist.</summary>
    public const int Refused = 1;

    /// <summary>The command line or the configuration is wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>The world did not play along: a port is taken, the database is out of reach.</summary>
    public const int Unavailable = 3;
}

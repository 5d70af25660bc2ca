using System.CommandLine;

namespace XmppActors.Host.CommandLine;

/// <summary>The two ways to give a command a password or a secret, as in <c>--password P</c> and
/// <c>--password-stdin</c>.</summary>
internal sealed class SecretOptions
{
    private readonly Option<string?> _given;
    private readonly Option<bool> _fromInput;

    /// <param name="noun">What it is: the options' name.</param>
    public SecretOptions(string noun)
    {
        _given = new Option<string?>($"--{noun}")
        {
            Description = $"The {noun}; others may see it in the list of processes.",
            HelpName = noun[..1].ToUpperInvariant(),
        };
        _fromInput = new Option<bool>($"--{noun}-stdin")
        {
            Description = $"Reads the {noun} from the first line of standard input.",
        };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_given);
        command.Options.Add(_fromInput);
    }

    /// <summary>What was given: null when nothing was.</summary>
    /// <returns>False: it was given twice, which the operator has been told.</returns>
    public bool TryRead(ParseResult line, Terminal terminal, out string? secret)
    {
        secret = line.GetValue(_given);
        if (!line.GetValue(_fromInput))
            return true;
        if (secret is not null)
        {
            terminal.Error.WriteLine($"give either {_given.Name} or {_fromInput.Name}");
            return false;
        }

        secret = terminal.Input.ReadLine() ?? "";
        return true;
    }
}

using System.Globalization;

namespace XmppActors.Kernel.Event;

/// <summary>A format and what goes into it.</summary>
public abstract class LogMessage
{
    private protected LogMessage(string format) => Format = format;

    public string Format { get; }

    public abstract IEnumerable<object?> Parameters();

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Format, [.. Parameters()]);
}

internal sealed class FormattedLogMessage(string format, object?[] parameters) : LogMessage(format)
{
    public override IEnumerable<object?> Parameters() => parameters;
}

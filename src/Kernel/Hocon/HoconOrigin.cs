namespace XmppActors.Kernel.Hocon;

/// <summary>Where something was written: the file (or other source), and line and column counted from 1.</summary>
public readonly record struct HoconOrigin(string Source, int Line, int Column)
{
    /// <summary>As editors and compilers print it, so that a terminal can make it a link.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}

/// <summary>One thing wrong with a configuration, where it is, and what the operator can do about it.</summary>
/// <param name="Problem">What is wrong, in one clause without a full stop.</param>
/// <param name="Mend">What to write instead, in one clause without a full stop.</param>
public sealed record HoconFault(HoconOrigin Origin, string Problem, string Mend)
{
    public override string ToString() => $"{Origin}: {Problem}; {Mend}";
}

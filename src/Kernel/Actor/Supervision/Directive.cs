namespace XmppActors.Kernel.Actor;

/// <summary>What becomes of a child that failed.</summary>
public enum Directive
{
    /// <summary>It goes on with its state; only the message that failed is lost.</summary>
    Resume = 0,

    /// <summary>A fresh instance takes its place, with the same reference and mailbox.</summary>
    Restart = 1,

    /// <summary>The supervisor fails with the same cause.</summary>
    Escalate = 2,

    /// <summary>It ends.</summary>
    Stop = 3,
}

public interface IDecider
{
    Directive Decide(Exception cause);
}

public class LocalOnlyDecider(Func<Exception, Directive> decider) : IDecider
{
    public Directive Decide(Exception cause) => decider(cause);
}

public static class Decider
{
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);
}

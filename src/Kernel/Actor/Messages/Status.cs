using System.Diagnostics.CodeAnalysis;

namespace XmppActors.Kernel.Actor;

/// <summary>The outcome of a request that has no answer of its own.</summary>
[SuppressMessage("Design", "CA1051", Justification = "The surface is Akka.NET's.")]
public abstract class Status
{
    private Status()
    {
    }

    public sealed class Success(object? status) : Status
    {
        public static readonly Success Instance = new(null);

        public readonly object? Status = status;

        public override string ToString() => $"Success: {Status ?? "<no status>"}";
    }

    /// <summary>Makes an <c>Ask</c> throw <see cref="Cause"/>; what a failed task becomes when it is piped.</summary>
    public sealed class Failure(Exception cause) : Status
    {
        public readonly Exception Cause = cause;

        public override string ToString() => $"Failure: {Cause}";
    }
}

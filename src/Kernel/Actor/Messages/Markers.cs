namespace XmppActors.Kernel.Actor;

/// <summary>Handled by the engine before the actor sees it.</summary>
public interface IAutoReceivedMessage;

/// <summary>Not to be taken from an untrusted peer.</summary>
public interface IPossiblyHarmful;

/// <summary>Does not count as activity for the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>A message that carries another.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

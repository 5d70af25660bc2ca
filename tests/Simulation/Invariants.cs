namespace XmppActors.Simulation;

/// <summary>A rule of the cluster was broken. Names the seed: the same seed does the same again.</summary>
public sealed class InvariantBrokenException(string message) : Exception(message);

namespace XmppActors.Actors.Serialization;

/// <summary>A message whose receiver may be on another node: <see cref="MessageKinds"/> has to know how it is written. A test asks of each
/// implementation whether it does.</summary>
/// <remarks>Besides these only <see cref="Transport.Stanzas.Stanza"/> crosses.</remarks>
internal interface IClusterMessage;

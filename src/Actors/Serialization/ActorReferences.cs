namespace XmppActors.Actors.Serialization;

/// <summary>References as text that names node, path and incarnation; nobody is an empty text.</summary>
internal static class ActorReferences
{
    public static string Write(IActorRef reference) => reference is Nobody ? "" : ActorSerialization.SerializedActorPath(reference);

    public static IActorRef Read(string text, ExtendedActorSystem system) =>
        text.Length == 0 ? ActorRefs.Nobody : system.Provider.ResolveActorRef(text);
}

namespace XmppActors.Actors.Serialization;

/// <summary>How one type of message is written for another node, and read.</summary>
/// <param name="Manifest">Names it on the wire, for good: a type may be renamed, its manifest may not, and none is used again for another type.</param>
internal abstract record MessageKind(string Manifest, Type Type)
{
    public abstract void Write(object message, WireWriter output);

    public abstract object Read(WireReader input);

    /// <summary>A message without fields, of which there is one.</summary>
    public static MessageKind Of<T>(string manifest, T only)
        where T : class => new Kind<T>(manifest, static (_, _) => { }, _ => only);

    /// <param name="manifest">See <see cref="Manifest"/>.</param>
    /// <param name="write">Writes the fields; new ones at the end.</param>
    /// <param name="read">Reads them in the same order; those that a version added, only where there is more.</param>
    public static MessageKind Of<T>(string manifest, Action<T, WireWriter> write, Func<WireReader, T> read)
        where T : class => new Kind<T>(manifest, write, read);

    private sealed record Kind<T>(string Manifest, Action<T, WireWriter> WriteFields, Func<WireReader, T> ReadFields)
        : MessageKind(Manifest, typeof(T))
        where T : class
    {
        public override void Write(object message, WireWriter output) => WriteFields((T)message, output);

        public override object Read(WireReader input) => ReadFields(input);
    }
}

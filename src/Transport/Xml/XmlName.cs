namespace XmppActors.Transport.Xml;

/// <summary>An expanded name: what an element is called, whatever prefix its sender chose.</summary>
/// <param name="LocalName">The name without prefix.</param>
/// <param name="Namespace">The namespace name, or an empty text.</param>
public readonly record struct XmlName(string LocalName, string Namespace)
{
    /// <summary>In the notation of James Clark: <c>{namespace}local</c>.</summary>
    public override string ToString() => $"{{{Namespace}}}{LocalName}";
}

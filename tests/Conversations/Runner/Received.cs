using System.Xml.Linq;

namespace XmppActors.Conversations.Runner;

/// <summary>Something that came from the server.</summary>
internal abstract record Received
{
    /// <summary>A stream's start tag; its content is empty here.</summary>
    public sealed record Opened(XElement Header) : Received
    {
        public override string ToString() => ElementPattern.Show(Header).Replace("/>", ">", StringComparison.Ordinal);
    }

    public sealed record Element(XElement Value) : Received
    {
        public override string ToString() => ElementPattern.Show(Value);
    }

    /// <summary>The stream's closing tag.</summary>
    public sealed record Closed : Received
    {
        public override string ToString() => "</stream:stream>";
    }

    /// <summary>TLS is established.</summary>
    public sealed record Secured : Received
    {
        public override string ToString() => "(TLS)";
    }

    /// <summary>The end of the connection.</summary>
    public sealed record Disconnected : Received
    {
        public override string ToString() => "(disconnected)";
    }
}

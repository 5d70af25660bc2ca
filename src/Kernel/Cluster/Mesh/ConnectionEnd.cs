namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>How a connection ended.</summary>
internal enum ConnectionEnd
{
    /// <summary>By ourselves.</summary>
    Closed,

    /// <summary>The other end said goodbye.</summary>
    Goodbye,

    /// <summary>Without a word, by the other end's machine: as when its process ends.</summary>
    Reset,

    /// <summary>Nothing came through any more: says nothing about the other end.</summary>
    Lost,
}

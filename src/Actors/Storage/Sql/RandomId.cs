using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>Names for rows that nobody else may hit upon, so that a write that ran twice is recognised.</summary>
internal static class RandomId
{
    public static long Next()
    {
        var id = 0L;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<long>(ref id)));
        return id;
    }
}

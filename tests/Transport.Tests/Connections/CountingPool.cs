using System.Buffers;

namespace XmppActors.Transport.Tests.Connections;

/// <summary>Knows how many arrays are out, and who returns what it has not rented.</summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private readonly Lock _sync = new();
    private readonly HashSet<byte[]> _rented = [];

    public int Rented
    {
        get
        {
            lock (_sync)
                return _rented.Count;
        }
    }

    public override byte[] Rent(int minimumLength)
    {
        byte[] array = new byte[minimumLength];
        lock (_sync)
            _rented.Add(array);
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        array.AsSpan().Fill((byte)'!'); // Whoever still reads it shall notice.
        lock (_sync)
            Assert.True(_rented.Remove(array), "An array was returned twice.");
    }
}

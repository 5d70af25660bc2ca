using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Cluster.Tests.Load;

/// <summary>One stream as a client or component has it: text goes out, items come in.</summary>
internal sealed class XmppStream : IAsyncDisposable
{
    private readonly TcpClient _connection;
    private readonly PipeReader _input;
    private readonly StreamFramer _framer;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;

    private XmppStream(TcpClient connection, StreamKind kind)
    {
        _connection = connection;
        _input = PipeReader.Create(connection.GetStream());
        _framer = new StreamFramer(new StreamLimits(), kind);
        _writing = WriteAllAsync();
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<XmppStream> ConnectAsync(IPEndPoint server, StreamKind kind, CancellationToken cancellation)
    {
        var connection = new TcpClient { NoDelay = true };
        try
        {
            await connection.ConnectAsync(server, cancellation);
            return new XmppStream(connection, kind);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends behind all that was posted before; what a broken connection does not take is lost.</summary>
    public void Post(string xml) => _output.Writer.TryWrite(xml);

    /// <returns>A <see cref="StreamHeader"/>, <see cref="Stanza"/> or <see cref="XmppElement"/>; null at the stream's end, however it came.</returns>
    public async Task<object?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await _input.ReadAsync(cancellation);
            }
            catch (Exception trouble) when (trouble is IOException or ObjectDisposedException or InvalidOperationException)
            {
                return null;
            }

            var buffer = read.Buffer;
            var found = _framer.Read(ref buffer);
            _input.AdvanceTo(buffer.Start, found == FrameKind.NeedMoreData ? buffer.End : buffer.Start);
            switch (found)
            {
                case FrameKind.StreamOpened: return _framer.Header;
                case FrameKind.Stanza: return _framer.Stanza;
                case FrameKind.Element: return _framer.Element;
                case FrameKind.NeedMoreData when !read.IsCompleted: break;
                default: return null;
            }
        }
    }

    /// <summary>Reads until an element of this name.</summary>
    /// <returns>Null: the stream ended before.</returns>
    public async Task<XmppElement?> ReadElementAsync(string name, CancellationToken cancellation)
    {
        while (await ReadAsync(cancellation) is { } item)
        {
            if (item is XmppElement element && element.Name.LocalName == name) return element;
        }

        return null;
    }

    /// <summary>What follows is a new header.</summary>
    public void Restart() => _framer.Restart();

    /// <summary>Ends the connection at once, with whatever is in it, as the end of a process does.</summary>
    public void Reset()
    {
        _connection.LingerState = new LingerOption(enable: true, seconds: 0);
        _connection.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _output.Writer.TryComplete();
        _connection.Dispose();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        try
        {
            await foreach (var xml in _output.Reader.ReadAllAsync())
                await _connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(xml));
        }
        catch (Exception trouble) when (trouble is IOException or ObjectDisposedException or InvalidOperationException)
        {
            _output.Writer.TryComplete(trouble); // Who reads the stream learns of its end.
        }
    }
}

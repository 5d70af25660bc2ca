using Google.Protobuf;
using XmppActors.Kernel.Cluster.Leases.Etcd.Wire;

namespace XmppActors.Kernel.Cluster.Leases.Etcd;

/// <summary>One watch on one endpoint; ends when the endpoint does or calls have left it.</summary>
internal sealed class EtcdWatchStream(HttpRequestMessage request, HttpResponseMessage response, Stream body, CancellationToken moved)
    : IDisposable
{
    /// <summary>Reads what comes first: that the watch is there.</summary>
    internal async Task BeginAsync(CancellationToken cancellation)
    {
        var first = await GrpcFrame.TryReadAsync(body, WatchResponse.Parser, cancellation);
        if (first is null)
        {
            GrpcException.ThrowIfRefused(response);
            throw new InvalidDataException("the watch ended before it began");
        }

        if (!first.Created) throw new InvalidDataException("the watch did not begin");
        // It does not say more; that the login has grown too old can be mended.
        if (first.Canceled) throw new GrpcException(GrpcCode.Unauthenticated, first.CancelReason);
    }

    /// <returns><c>null</c>: the stream is broken, or was left; the same watch can go on elsewhere.</returns>
    internal async Task<WatchResponse?> NextAsync(CancellationToken generationChanged, CancellationToken cancellation)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, generationChanged, moved);
        try
        {
            return await GrpcFrame.TryReadAsync(body, WatchResponse.Parser, any.Token);
        }
        catch (Exception broken) when (!cancellation.IsCancellationRequested && broken is IOException or HttpRequestException
            or InvalidDataException or InvalidProtocolBufferException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        response.Dispose();
        request.Dispose(); // With it the content, which ends.
    }
}

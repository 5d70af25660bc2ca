using System.Buffers.Binary;
using System.Security.Cryptography;
using XmppActors.Kernel.Cluster.Core;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>One question to a node and its answer, by whoever has the cluster's secret and is no member: a node that looks for its cluster, an
/// operator's command. Both are encrypted, with TLS or without, since an answer may carry the store's credentials.</summary>
/// <remarks>On the wire: length of what follows (4 bytes), AES-GCM tag, encrypted text; -1 for no answer. A key serves for one message.</remarks>
internal static class MeshQuestion
{
    private const int NoAnswer = -1;
    private const int TagBytes = 16;
    private const string QuestionKey = "question";
    private const string AnswerKey = "answer";

    private static readonly UniqueAddress Nobody = new("", 0, 0);

    /// <exception cref="MeshException">The node was not reached, did not let us in, or has no answer.</exception>
    internal static async Task<byte[]> AskAsync(
        MeshSettings settings, string host, int port, ReadOnlyMemory<byte> question, CancellationToken cancellation)
    {
        if (question.Length > settings.QuestionBytes) throw new MeshException($"The question is longer than {settings.QuestionBytes} bytes.");
        var dialled = await MeshDialler.DialAsync(settings, MeshLane.Question, Nobody, new UniqueAddress(host, port, 0), cancellation);
        cancellation.ThrowIfCancellationRequested();
        using var connection = dialled.Connection ?? throw new MeshException(dialled.Trouble);
        try
        {
            await WriteAsync(connection, dialled.Transcript!, QuestionKey, question, cancellation);
            return await ReadAsync(connection, dialled.Transcript!, AnswerKey, settings.AnswerBytes, cancellation)
                ?? throw new MeshException($"{connection.Other} has no answer to that.");
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException && MeshConnection.IsTrouble(trouble))
        {
            throw new MeshException($"{connection.Other} closed the connection before it answered.", trouble);
        }
    }

    /// <summary>Hears the question, and says the answer.</summary>
    /// <param name="limit">Of the time for hearing it.</param>
    internal static async Task AnswerAsync(
        MeshConnection connection, Transcript transcript, MeshSettings settings, CancellationToken limit, CancellationToken cancellation)
    {
        var question = await ReadAsync(connection, transcript, QuestionKey, settings.QuestionBytes, limit);
        if (question is null) return;
        var answer = settings.OnQuestion is { } onQuestion ? await onQuestion(question, cancellation) : null;
        if (answer is null || answer.Length > settings.AnswerBytes) await connection.WriteAsync(BitConverter.GetBytes(NoAnswer), cancellation);
        else await WriteAsync(connection, transcript, AnswerKey, answer, cancellation);
        connection.FinishWriting();
        await connection.TryReadAsync(new byte[1], cancellation);
    }

    private static ValueTask WriteAsync(
        MeshConnection connection, Transcript transcript, string purpose, ReadOnlyMemory<byte> text, CancellationToken cancellation)
    {
        var message = new byte[4 + TagBytes + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, TagBytes + text.Length);
        using var cipher = new AesGcm(transcript.DeriveKey(purpose), TagBytes);
        cipher.Encrypt(new byte[12], text.Span, message.AsSpan(4 + TagBytes), message.AsSpan(4, TagBytes));
        return connection.WriteAsync(message, cancellation);
    }

    /// <returns>Null for no answer.</returns>
    /// <exception cref="IOException">The message is cut off, too long, or was tampered with.</exception>
    private static async Task<byte[]?> ReadAsync(
        MeshConnection connection, Transcript transcript, string purpose, int longest, CancellationToken cancellation)
    {
        var head = new byte[4];
        if (!await connection.TryReadAsync(head, cancellation)) throw new IOException("The message is cut off.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length == NoAnswer) return null;
        if (length < TagBytes || length > TagBytes + longest) throw new IOException("The message is too long.");
        var message = new byte[length];
        if (!await connection.TryReadAsync(message, cancellation)) throw new IOException("The message is cut off.");
        var text = new byte[length - TagBytes];
        using var cipher = new AesGcm(transcript.DeriveKey(purpose), TagBytes);
        try
        {
            cipher.Decrypt(new byte[12], message.AsSpan(TagBytes), message.AsSpan(0, TagBytes), text);
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new IOException("The message was tampered with.", mismatch);
        }

        return text;
    }
}

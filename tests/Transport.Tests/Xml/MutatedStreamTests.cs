using System.Text;
using XmppActors.Transport.Xml;

namespace XmppActors.Transport.Tests.Xml;

/// <summary>Damaged streams, judged beside System.Xml as oracle. A seed that fails is to become a case of <see cref="MalformedStreamTests"/>.</summary>
public class MutatedStreamTests
{
    private const int Streams = 100_000;
    private const int Batches = 20;

    /// <summary>Frames, trees and texts of one stream, which is some 300 bytes long.</summary>
    private const int MaxAverageBytes = 16 * 1024;

    /// <summary>What a framer may find fault with by itself; the other conditions belong to those above it.</summary>
    private static readonly StreamErrorCondition[] Conditions =
    [
        StreamErrorCondition.BadFormat, StreamErrorCondition.BadNamespacePrefix, StreamErrorCondition.InvalidNamespace, StreamErrorCondition.NotWellFormed,
        StreamErrorCondition.PolicyViolation, StreamErrorCondition.RestrictedXml, StreamErrorCondition.UnsupportedEncoding,
    ];

    public static TheoryData<int> BatchNumbers => [.. Enumerable.Range(0, Batches)];

    [Theory, MemberData(nameof(BatchNumbers))]
    public void Damaged_streams_are_judged_as_the_oracle_judges_them(int batch)
    {
        long allocated = 0;
        for (int seed = batch * (Streams / Batches); seed < (batch + 1) * (Streams / Batches); seed++)
        {
            try
            {
                allocated += Check(seed);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {Encoding.UTF8.GetString(StreamMutator.Make(seed))}", e);
            }
        }
        Assert.InRange(allocated / (Streams / Batches), 0, MaxAverageBytes);
    }

    /// <returns>Bytes allocated by framing the whole stream.</returns>
    private static long Check(int seed)
    {
        var stream = StreamMutator.Make(seed);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var whole = Judgement.Of([stream]);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var cut = Judgement.Of(StreamMutator.Cut(stream, seed));

        Assert.Equal(whole.Error, cut.Error);
        Assert.Equal(whole.Frames, cut.Frames);
        Assert.True(whole.Error is null || Conditions.Contains(whole.Error.Condition), $"Unexpected {whole.Error}");
        Oracle.AssertAccepts(stream, whole);
        Oracle.AssertRefuses(stream, whole);
        return allocated;
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Xml;

namespace XmppActors.Benchmarks.Framing;

/// <summary>Framing beside the platform's own parser walking the same bytes in the same run; ratios mean more than single figures.</summary>
internal static class FramerBenchmark
{
    private const int WarmUps = 20;
    private const int Rounds = 20;

    internal static void Run()
    {
        var corpus = Corpus.Make();
        Console.WriteLine($"{Corpus.Stanzas} stanzas, {corpus.Length / Corpus.Stanzas} bytes each on the average; best CPU time of {Rounds} rounds");
        foreach (int readSize in (int[])[4096, 300])
        {
            var output = new ArrayBufferWriter<byte>(1 << 16);
            Contestant[] contestants =
            [
                new($"XmlReader, walk only, {readSize} byte reads", () => Walk(corpus, readSize)),
                new($"XmlReader, addresses and payload, {readSize}", () => Take(corpus, readSize, static reader => reader.ReadInnerXml())),
                new($"XmlReader, addresses and tree, {readSize}", () => Take(corpus, readSize, XNode.ReadFrom)),
                new($"framer, {readSize} byte reads", () => Frame(corpus, readSize, output: null)),
                new($"framer and writer, {readSize} byte reads", () => Frame(corpus, readSize, output)),
            ];
            for (int i = 0; i < WarmUps + Rounds; i++)
            {
                foreach (var contestant in contestants) // In turn, so that other load on the machine meets all of them alike.
                    contestant.Measure(counts: i >= WarmUps);
            }
            foreach (var contestant in contestants)
                contestant.Report(corpus.Length, contestants[0]);
        }
    }

    private sealed class Contestant(string name, Func<int> round)
    {
        private double _best = double.MaxValue;
        private long _allocated;

        internal void Measure(bool counts)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var cpu = Environment.CpuUsage.TotalTime;
            var wall = Stopwatch.GetTimestamp();
            if (round() != Corpus.Stanzas)
                throw new InvalidOperationException("Not every stanza was found.");
            var elapsed = Stopwatch.GetElapsedTime(wall); // CPU time may hold a little of the collector's and the compiler's threads.
            double seconds = Math.Min((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, elapsed.TotalSeconds);
            _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (counts)
                _best = Math.Min(_best, seconds);
        }

        internal void Report(int bytes, Contestant baseline) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-45} {bytes / _best / 1e6,6:F0} MB/s {baseline._best / _best,5:F2} x {_best * 1e9 / Corpus.Stanzas,6:F0} ns and {(double)_allocated / Corpus.Stanzas,4:F0} bytes allocated per stanza"));
    }

    private static int Walk(byte[] corpus, int readSize)
    {
        using var reader = XmlReader.Create(new Pieces(corpus, readSize));
        int stanzas = 0;
        while (reader.Read())
        {
            if (reader.Depth == 1 && reader.NodeType == XmlNodeType.Element)
                stanzas++;
        }
        return stanzas;
    }

    /// <summary>What a router would do with it: the header's attributes, and the content in a form that can be sent on.</summary>
    private static int Take(byte[] corpus, int readSize, Func<XmlReader, object> takeContent)
    {
        using var reader = XmlReader.Create(new Pieces(corpus, readSize));
        reader.MoveToContent();
        reader.Read();
        int stanzas = 0;
        while (reader.Depth > 0)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            stanzas++;
            var (from, to) = (reader.GetAttribute("from"), reader.GetAttribute("to"));
            if ((from is not null && !Jid.TryParse(from, out _)) || (to is not null && !Jid.TryParse(to, out _)))
                throw new InvalidOperationException("An address was not understood.");
            _ = (reader.GetAttribute("type"), reader.GetAttribute("id"), takeContent(reader));
        }
        return stanzas;
    }

    private static int Frame(byte[] corpus, int readSize, ArrayBufferWriter<byte>? output)
    {
        var framer = new StreamFramer(new StreamLimits(), StreamKind.Client);
        int stanzas = 0;
        for (int start = 0; start < corpus.Length; start += readSize)
        {
            var buffer = new ReadOnlySequence<byte>(corpus, start, Math.Min(readSize, corpus.Length - start));
            for (var found = framer.Read(ref buffer); found != FrameKind.NeedMoreData; found = framer.Read(ref buffer))
            {
                if (found != FrameKind.Stanza)
                    continue;
                stanzas++;
                if (output is not null)
                    framer.Stanza!.WriteTo(output, StreamFraming.Stream);
            }
            output?.ResetWrittenCount();
        }
        return stanzas;
    }

    private sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(size, count));
    }
}

using XmppActors.Transport.Hazelcast;

namespace XmppActors.Actors.Bridge;

/// <summary>What Openfire's nodes ask every member, and our answers. Each task is answered at once: to a mute member they wait 30 s.</summary>
internal static class TaskAnswers
{
    private const int BooleanType = -4;
    private const int IntegerType = -7;
    private const int DoubleType = -10;
    private const int TextType = -11;
    private const int BytesType = -12;
    private const int HashMapType = -32;

    /// <summary>Writes the value of an answer to a task, by the class of the task; null for those without a better one.</summary>
    public static Action<HazelcastWriter> To(ExecutorTask task, BridgeStatistics statistics)
    {
        foreach (var name in task.Classes)
        {
            switch (name[(name.LastIndexOf('.') + 1)..])
            {
                case "IsPluginInstalledOnClusterNode" or "IsPluginInstalledTask" or "IsPluginInstalled":
                    return static output => WriteFlag(output, false); // A null breaks whoever asks.
                case "GetSessionsCountTask":
                    return output => WriteInt(output, statistics.Clients);
                case "GetBasicStatistics":
                    return output => WriteStatistics(output, statistics);
            }
        }
        return static output => output.Null();
    }

    /// <summary>A map as Openfire's own nodes answer: of texts to numbers, and the node's id.</summary>
    private static void WriteStatistics(HazelcastWriter output, BridgeStatistics statistics)
    {
        output.Int(HashMapType);
        output.Int(6);
        WriteText(output, "node");
        output.Int(BytesType);
        output.Data(statistics.NodeId);
        WriteEntry(output, "client", statistics.Clients);
        WriteEntry(output, "incoming", statistics.IncomingServers);
        WriteEntry(output, "outgoing", statistics.OutgoingServers);
        WriteEntry(output, "memory_cur", statistics.MemoryUsed);
        WriteEntry(output, "memory_max", statistics.MemoryMax);
    }

    private static void WriteEntry(HazelcastWriter output, string name, int value)
    {
        WriteText(output, name);
        WriteInt(output, value);
    }

    private static void WriteEntry(HazelcastWriter output, string name, double value)
    {
        WriteText(output, name);
        output.Int(DoubleType);
        output.Double(value);
    }

    private static void WriteText(HazelcastWriter output, string value)
    {
        output.Int(TextType);
        output.Text(value);
    }

    private static void WriteInt(HazelcastWriter output, int value)
    {
        output.Int(IntegerType);
        output.Int(value);
    }

    private static void WriteFlag(HazelcastWriter output, bool value)
    {
        output.Int(BooleanType);
        output.Flag(value);
    }
}

/// <summary>What Openfire's Clustering page shows of a node: of ours, the real numbers.</summary>
/// <param name="NodeId">The attribute <c>node-id</c> as bytes of UTF-8.</param>
/// <param name="MemoryUsed">In MB, as <paramref name="MemoryMax"/>.</param>
internal sealed record BridgeStatistics(
    byte[] NodeId, int Clients, int IncomingServers, int OutgoingServers, double MemoryUsed, double MemoryMax);

using XmppActors.Kernel.Event;

namespace XmppActors.Kernel.Cluster.Mesh;

/// <summary>Says the same sentence once a minute only: what does not work is tried again every second, on two lanes.</summary>
internal sealed class MeshLog(MeshSettings settings)
{
    private const int Sentences = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _sync = new();
    private readonly Dictionary<string, long> _said = [];

    internal void Say(LogLevel level, string sentence)
    {
        lock (_sync)
        {
            if (_said.TryGetValue(sentence, out var at) && settings.Time.GetElapsedTime(at) < Pause) return;
            if (_said.Count == Sentences) _said.Clear();
            _said[sentence] = settings.Time.GetTimestamp();
        }

        settings.Log(level, sentence);
    }

    internal void SayOutcome(HandshakeOutcome outcome, string sentence) => Say(
        outcome switch
        {
            HandshakeOutcome.Incarnation or HandshakeOutcome.NotMember or HandshakeOutcome.Ended => LogLevel.InfoLevel,
            _ => LogLevel.WarningLevel,
        },
        sentence);
}

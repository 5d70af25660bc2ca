using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Instances;

namespace XmppActors.Host.Settings;

/// <summary><c>ledger</c>, <c>on-loss</c>, <c>when-empty</c> and <c>hold</c> of a farm: what is known of what its instances have read, and what
/// becomes of the rest.</summary>
internal static class LedgerReader
{
    private const int Million = 1_000_000;
    private const int KiB = 1024;
    private const int GiB = 1024 * 1024 * 1024;

    public static FarmSettings Read(SettingsBlock farm, FarmSettings settings)
    {
        var ledger = settings.Ledger;
        if (farm.Has("ledger")) ledger = ReadLedger(farm.Block("ledger"), ledger);
        if (farm.Has("on-loss")) ledger = ReadOnLoss(farm.Block("on-loss"), ledger);
        return settings with
        {
            Ledger = ledger,
            HoldsWhenEmpty = farm.Has("when-empty") && farm.Choice("when-empty", ("bounce", false), ("hold", true)),
            Hold = farm.Has("hold") ? ReadHold(farm.Block("hold"), settings.Hold) : settings.Hold,
        };
    }

    private static LedgerSettings ReadLedger(SettingsBlock block, LedgerSettings settings) => settings with
    {
        Acknowledge = block.Has("acknowledge")
            ? block.Choice("acknowledge", ("auto", AcknowledgedBy.Auto), ("ping", AcknowledgedBy.Ping), ("written", AcknowledgedBy.Written))
            : settings.Acknowledge,
        Window = block.Has("window") ? block.Number("window", 1, 65536) : settings.Window,
        WindowBytes = block.Has("window-bytes") ? block.Size("window-bytes", KiB, 64 * KiB * KiB) : settings.WindowBytes,
        Queue = block.Has("queue") ? block.Number("queue", 0, Million) : settings.Queue,
        QueueBytes = block.Has("queue-bytes") ? block.Size("queue-bytes", 0, GiB) : settings.QueueBytes,
        PingAfter = block.Has("ping-after") ? block.Number("ping-after", 1, 65536) : settings.PingAfter,
        PingDelay = block.Has("ping-delay")
            ? block.Duration("ping-delay", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10))
            : settings.PingDelay,
        IdlePing = block.Has("idle-ping")
            ? block.Duration("idle-ping", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10))
            : settings.IdlePing,
    };

    private static LedgerSettings ReadOnLoss(SettingsBlock block, LedgerSettings settings) => settings with
    {
        LostMessages = block.Has("message") ? ReadChoice(block, "message") : settings.LostMessages,
        LostPresence = block.Has("presence") ? ReadChoice(block, "presence") : settings.LostPresence,
        LostIqs = block.Has("iq") ? ReadChoice(block, "iq") : settings.LostIqs,
        ReplayAge = block.Has("age") ? block.Duration("age", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) : settings.ReplayAge,
        Replay = block.Has("stanzas") ? block.Number("stanzas", 0, Million) : settings.Replay,
        ReplayBytes = block.Has("bytes") ? block.Size("bytes", 0, GiB) : settings.ReplayBytes,
    };

    private static OnLoss ReadChoice(SettingsBlock block, string kind) =>
        block.Choice(kind, ("replay", OnLoss.Replay), ("bounce", OnLoss.Bounce), ("hold", OnLoss.Hold));

    private static HoldSettings ReadHold(SettingsBlock block, HoldSettings settings) => settings with
    {
        Age = block.Has("age") ? block.Duration("age", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)) : settings.Age,
        Stanzas = block.Has("stanzas") ? block.Number("stanzas", 1, Million) : settings.Stanzas,
        Bytes = block.Has("bytes") ? block.Size("bytes", KiB, GiB) : settings.Bytes,
    };
}

using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <content>Its node is stopping: others have its share at once, and it may say still what it has read.</content>
internal sealed partial class InstanceStream
{
    /// <summary>How long it may take for that; what it has not acknowledged then is in doubt.</summary>
    private static readonly TimeSpan LeavingFor = TimeSpan.FromSeconds(2);

    private StreamError? _leaving; // Said in the end; null: it stays.

    private void OnCloseStream(CloseStream close)
    {
        if (_leaving is not null) return;
        _isShuttingDown = true;
        var end = new StreamError(close.Condition);
        if (!_isServing || !CanBeAsked || _ledger.Count == 0)
        {
            Close(end);
            return;
        }

        _leaving = end;
        Timers.StartSingleTimer(LeavingOver.Instance, LeavingOver.Instance, LeavingFor);
        Leave();
        Ask(Elapsed);
    }

    /// <summary>Others have its share: those that come late go there.</summary>
    private void OnLate(Stanza stanza) => _services.Router.Route(stanza, stanza.Origin.IsNone ? Self : Sender);

    private void CloseWhenRead()
    {
        if (_leaving is { } end && _ledger.Count == 0) Close(end);
    }

    private sealed record LeavingOver
    {
        public static readonly LeavingOver Instance = new();
    }
}

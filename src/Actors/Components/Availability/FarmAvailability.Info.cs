using System.Xml;
using System.Xml.Linq;
using XmppActors.Actors.Components.Availability.Pubsub;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Availability;

/// <content>What the farm's components say of themselves (XEP-0030): asked for when one has come, told in their place while none is
/// there.</content>
internal sealed partial class FarmAvailability
{
    /// <summary>Resourcepart of the server's address that components are asked from: answers to it come here.</summary>
    public const string InfoResource = "farm-info";

    /// <summary>The <c>FORM_TYPE</c> of the form that marks an answer as a copy.</summary>
    public const string CopyMark = "urn:xmpp-actors:farm:0#copy";

    /// <summary>From an instance's coming to the question: it may have its own things to say first.</summary>
    private static readonly TimeSpan InfoDelay = TimeSpan.FromSeconds(1);

    private IReadOnlyList<XElement> _capabilities = [];
    private string? _asked; // The instance that was asked last.
    private string? _question; // The id of what it was asked.

    private FarmInstance? NewestReady
    {
        get
        {
            FarmInstance? newest = null;
            foreach (var instance in _snapshot.Instances)
            {
                if (instance.State == InstanceState.Ready && (newest is null || instance.Since >= newest.Since)) newest = instance;
            }

            return newest;
        }
    }

    private void ExpectInfo()
    {
        if (NewestReady is { } newest && newest.Id != _asked && !Timers.IsTimerActive(nameof(InfoDue)))
            Timers.StartSingleTimer(nameof(InfoDue), InfoDue.Instance, InfoDelay);
    }

    private void AskInfo()
    {
        if (NewestReady is not { } newest || newest.Id == _asked) return;
        _asked = newest.Id;
        _question = Guid.NewGuid().ToString("N");
        _services.Counters.Originated();
        newest.Stream.Tell(
            Stanza.Create(
                StanzaKind.Iq,
                StanzaType.Get,
                _services.Server.WithResource(InfoResource),
                _address,
                _question,
                new XElement(XName.Get("query", ServiceDiscovery.InfoNamespace))),
            Self);
    }

    /// <summary>An answer to our question, or one to no question of ours.</summary>
    private void OnInfo(Stanza stanza)
    {
        var query = stanza is { Type: StanzaType.Result, Id: { } id } && id == _question && stanza.From == _address
            ? stanza.FirstChild()
            : null;
        if (query is null || query.Name != XName.Get("query", ServiceDiscovery.InfoNamespace))
        {
            Handled(stanza);
            return;
        }

        _question = null;
        query.SetAttributeValue("node", null);
        var text = query.ToString(SaveOptions.DisableFormatting);
        if (text.Length > ComponentInfo.MaxLength || text == _state.Info?.Query)
        {
            Handled(stanza);
            return;
        }

        Commit(new InfoLearned(new ComponentInfo(text, _services.Time.GetUtcNow())), () =>
        {
            RefreshCapabilities();
            TellCapabilities();
            Handled(stanza);
        });
    }

    private void RefreshCapabilities() => _capabilities = Query() is { } query ? Capabilities.Of(query) : [];

    /// <summary>A request to the farm's bare domain that none of its instances is to answer, or can.</summary>
    private void OnInfoAsked(Stanza stanza)
    {
        var node = stanza.FirstChild()?.Attribute("node")?.Value;
        var query = Query();
        if (!string.IsNullOrEmpty(node) && Capabilities.IsNode(node))
        {
            if (query is null || !Capabilities.IsNodeOf(query, node))
            {
                Reply(stanza, StanzaErrors.Bounce(stanza, StanzaErrorCondition.ItemNotFound)!);
                return;
            }

            query.SetAttributeValue("node", node);
            Reply(stanza, StanzaErrors.IqResult(stanza, query));
        }
        else if (query is null || !string.IsNullOrEmpty(node))
        {
            Reply(stanza, StanzaErrors.Bounce(stanza, StanzaErrorCondition.RemoteServerTimeout)!);
        }
        else
        {
            query.Add(Mark(_state.Info!.At));
            Reply(stanza, StanzaErrors.IqResult(stanza, query));
        }
    }

    private XElement? Query()
    {
        try
        {
            return _state.Info is { } info ? XElement.Parse(info.Query) : null;
        }
        catch (XmlException)
        {
            return null; // Written by a version that knew better.
        }
    }

    private static XElement Mark(DateTimeOffset at) =>
        PubsubXml.Form("result", CopyMark, PubsubXml.Field("copied-at", "text-single", PubsubXml.Stamp(at)));
}

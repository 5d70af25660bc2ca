using XmppActors.Actors.Components.Credentials;
using XmppActors.Actors.Components.Instances.Resumption;
using XmppActors.Actors.Components.Negotiation;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Components.Instances;

/// <content>XEP-0225: hostnames are bound and unbound while the stream lives, each of them a place in its own farm.</content>
internal sealed partial class InstanceStream
{
    /// <summary>Most hostnames of one stream; one more is refused with <c>resource-constraint</c>.</summary>
    private const int MaxHostnames = 1000;

    private readonly Dictionary<string, BindRequest> _binding = new(StringComparer.Ordinal); // By domain, while the farm has not answered.
    private bool _isBound; // Once: what is written from then on is written in order.

    /// <summary>Authenticated, and nothing bound yet: no stanza has a meaning but the one that binds.</summary>
    private void Unbound(object message)
    {
        switch (message)
        {
            case StanzaRead read when IsHostnameRequest(read.Stanza): OnHostnameRequest(read.Stanza); break;
            case StanzaRead: Close(new StreamError(StreamErrorCondition.NotAuthorized, "bind a hostname first")); break;
            case JoiningTimedOut: Close(new StreamError(StreamErrorCondition.ConnectionTimeout)); break;
            case Stanza early: (_early ??= []).Add((early, Sender)); break;
            case FarmJoined joined when _farms.ContainsKey(joined.Snapshot.Domain): OnFirstBound(joined); break;
            default: OnBinding(message); break;
        }
    }

    /// <summary>What comes of binding, in whatever state.</summary>
    private void OnBinding(object message)
    {
        switch (message)
        {
            case HostnameLookedUp found: OnLookedUp(found); break;
            case ElementRead { Element: { Name.Namespace: StreamManagementElements.Namespace } element }: OnManagement(element); break;
            case InstanceHandedOver session: OnSession(session); break;
            case InstanceResumptionRefused refused when refused.Id == _resumes?.Value: RefuseResumption(StanzaErrorCondition.ItemNotFound); break;
            case InstanceResumptionRefused or InstanceTaken: break; // Asked for more than once.
            case SessionDue: AskForSession(); break;
            case FarmRefused refused: OnHostnameRefused(refused); break;
            default: OnAnywhere(message); break;
        }
    }

    private bool IsHostnameRequest(Stanza stanza) =>
        _identity.Proof is not null && (HostnameBinding.IsBind(stanza) || HostnameBinding.IsUnbind(stanza))
        && (stanza.To is null || (stanza.To.IsDomain && _services.Domains.Contains(stanza.To.Domainpart)));

    /// <summary>On its way still when its hostname was given back.</summary>
    private bool IsUnbound(Stanza stanza) => _identity.Proof is not null && stanza.To is { } to && FarmOf(to.Domainpart) is null;

    private void OnHostnameRequest(Stanza request)
    {
        _services.Counters.Accepted();
        _services.Counters.Handled();
        CountRead(null);
        if (!HostnameBinding.TryRead(request, out var hostname))
            Refuse(request, StanzaErrorCondition.BadRequest);
        else if (HostnameBinding.IsUnbind(request))
            Unbind(request, hostname);
        else
            Bind(request, hostname);
    }

    private void Bind(Stanza request, Jid hostname)
    {
        var domain = hostname.Domainpart;
        if (_farms.ContainsKey(domain) || _binding.ContainsKey(domain))
        {
            Refuse(request, StanzaErrorCondition.Conflict);
            return;
        }
        if (_farms.Count + _binding.Count >= MaxHostnames)
        {
            Refuse(request, StanzaErrorCondition.ResourceConstraint);
            return;
        }
        _binding.Add(domain, new BindRequest(request, hostname));
        _services.Credentials.FindAsync(domain).PipeTo(
            Self,
            success: farm => new HostnameLookedUp(domain, farm),
            failure: _ => new HostnameLookedUp(domain, null) { IsUnavailable = true });
    }

    private void OnLookedUp(HostnameLookedUp found)
    {
        if (!_binding.TryGetValue(found.Domain, out var binding)) return;
        if (!_identity.Proof!.Opens(found.Farm, found.Domain, out var credentialId))
        {
            _binding.Remove(found.Domain);
            Refuse(binding.Request, found.IsUnavailable ? StanzaErrorCondition.InternalServerError : StanzaErrorCondition.NotAllowed);
            return;
        }
        Add(found.Domain, binding.Hostname.Resourcepart ?? _identity.InstanceId, credentialId);
        Join();
    }

    private void OnFirstBound(FarmJoined joined)
    {
        _isBound = true;
        TakeIn(joined);
        BeginServing();
    }

    /// <summary>The farm has answered: so do we, if that was what the component waits for.</summary>
    private void OnHostnameJoined(string domain)
    {
        if (_isBound) Limit();
        if (_binding.Remove(domain, out var binding)) Answer(binding.Request, HostnameBinding.Bound(binding.Request, binding.Hostname));
    }

    private void OnHostnameRefused(FarmRefused refused)
    {
        if (!_binding.Remove(refused.Domain, out var binding))
        {
            Close(new StreamError(StreamErrorCondition.ResourceConstraint, refused.Reason));
            return;
        }
        _farms.Remove(refused.Domain);
        Refuse(binding.Request, StanzaErrorCondition.ResourceConstraint);
    }

    /// <summary>What was sent to it for this hostname and is not acknowledged stays with it: the component is there.</summary>
    private void Unbind(Stanza request, Jid hostname)
    {
        if (!_farms.TryGetValue(hostname.Domainpart, out var membership) || _binding.ContainsKey(hostname.Domainpart))
        {
            Refuse(request, StanzaErrorCondition.ItemNotFound);
            return;
        }
        _farms.Remove(hostname.Domainpart);
        if (membership.Entity is { } entity) Context.Unwatch(entity);
        membership.Leave(_services.Farms, isShutdown: false);
        Answer(request, StanzaErrors.IqResult(request));
    }

    private void Refuse(Stanza request, StanzaErrorCondition condition) => Answer(request, StanzaErrors.Bounce(request, condition)!);

    /// <summary>As anything else that it is sent: what follows does not overtake it, and it is acknowledged.</summary>
    private void Answer(Stanza request, Stanza answer)
    {
        _services.Counters.Originated();
        if (_isBound)
        {
            OnDeliver(answer, Self);
        }
        else
        {
            _connection.Write(answer);
            _services.Counters.Delivered();
        }
        _connection.Processed(request.ByteCount);
    }

    /// <param name="Hostname">As it was asked for: the domain, and perhaps the instance's name.</param>
    private sealed record BindRequest(Stanza Request, Jid Hostname);

    private sealed record HostnameLookedUp(string Domain, FarmCredentials? Farm)
    {
        public bool IsUnavailable { get; init; }
    }
}

using System.Globalization;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.ServerInfo;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Components.Privileges;

/// <summary>Requests that components make in the name of one account (XEP-0356 §6): those that are open.</summary>
/// <remarks>The account asks, so that answers come to it, and remembers for whom. At most <see cref="Capacity"/> at a time; what has no answer
/// after <see cref="AnswerTime"/> is answered with <c>remote-server-timeout</c>.</remarks>
internal sealed class PrivilegedIqs
{
    public const int Capacity = 64;

    public static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private long _count;

    public static void Register(AccountIqs accounts)
    {
        accounts.On(StanzaType.Get, PrivilegeXml.IqPayload, static (account, request, _) => account.PrivilegedIqs.Ask(account, request));
        accounts.On(StanzaType.Set, PrivilegeXml.IqPayload, static (account, request, _) => account.PrivilegedIqs.Ask(account, request));
    }

    /// <summary>Whether an answer is still waited for; first those are answered that have waited long enough.</summary>
    public bool IsWaiting(IAccount account)
    {
        var now = account.Services.Time.GetUtcNow();
        foreach (var (id, open) in _open)
        {
            if (open.Until > now) continue;
            _open.Remove(id);
            if (StanzaErrors.Bounce(open.Request, StanzaErrorCondition.RemoteServerTimeout) is { } error) account.Send(error);
        }
        return _open.Count > 0;
    }

    /// <summary>Takes the answer to one of them, and hands it to whoever asked (§6.3).</summary>
    public bool TryTake(IAccount account, Stanza answer)
    {
        if (answer is not { Kind: StanzaKind.Iq, Type: StanzaType.Result or StanzaType.Error, Id: { } id }
            || !_open.TryGetValue(id, out var open)
            || !IsFrom(answer.From, open.Asked, account.Address))
        {
            return false;
        }
        _open.Remove(id);
        account.Reply(StanzaErrors.IqResult(open.Request, PrivilegeXml.ToPrivilege(ForwardedStanza.Wrap(answer, open.Id))));
        return true;
    }

    /// <summary>Checks a request by the rules of §6.3, and asks as the account would.</summary>
    private void Ask(IAccount account, Stanza request)
    {
        var privileges = account.Services.Privileges.Of(request.From);
        if (!ForwardedStanza.TryReadChild(request.FirstChild()!, out var inner) || !IsAllowed(account.Address, request, inner, privileges))
            account.Bounce(request, StanzaErrorCondition.Forbidden);
        else if (!IsWaiting(account) || _open.Count < Capacity)
            Send(account, request, inner);
        else
            account.Bounce(request, StanzaErrorCondition.ResourceConstraint);
    }

    private void Send(IAccount account, Stanza request, Stanza inner)
    {
        var asked = inner.To ?? account.Address;
        var id = string.Create(CultureInfo.InvariantCulture, $"privileged-{account.Services.GenerateResourcepart()}-{++_count}");
        _open.Add(id, new Open(request.WithOrigin(default), inner.Id!, asked, account.Services.Time.GetUtcNow() + AnswerTime));
        account.Handled();
        account.Send(Stanza.Create(StanzaKind.Iq, inner.Type, account.Address, asked, id, inner.FirstChild()!));
    }

    private static bool IsAllowed(BareJid account, Stanza request, Stanza inner, FarmPrivileges privileges)
    {
        var access = request.Type == StanzaType.Get ? IqAccess.Get : IqAccess.Set;
        return request.To == account
            && inner is { Kind: StanzaKind.Iq, Id: not null, HasMalformedTo: false, HasMalformedFrom: false, PayloadName: { } payload }
            && inner.Type == request.Type
            && (inner.From is null || inner.From == account)
            && (privileges.AccessTo(payload.Namespace) & access) != 0;
    }

    /// <summary>An account's own answers may come without its address being named.</summary>
    private static bool IsFrom(Jid? from, Jid asked, BareJid account) => asked.Equals(from) || (from is null && asked.Equals(account));

    private sealed record Open(Stanza Request, string Id, Jid Asked, DateTimeOffset Until);
}

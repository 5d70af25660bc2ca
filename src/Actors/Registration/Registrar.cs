using System.Net;
using XmppActors.Actors.Routing;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Registration;

/// <summary>
/// A registration iq of a stream that has not authenticated (XEP-0077 §3.1), handed to the <see cref="Registrar"/>; its
/// sender, the stream, is answered with <see cref="RegistrationAnswered"/>. The request is counted there; the answer is
/// the stream's to write and count.
/// </summary>
/// <param name="Request">An iq with the payload <see cref="RegistrationForm.Payload"/>.</param>
/// <param name="Domain">The served domain that the stream is for.</param>
/// <param name="RemoteAddress">Whom the quota is counted for.</param>
internal sealed record RegisterOnStream(Stanza Request, BareJid Domain, IPAddress RemoteAddress);

/// <param name="Account">The account that was made; null when none was.</param>
internal sealed record RegistrationAnswered(Stanza Answer, BareJid? Account = null);

/// <summary>
/// Makes accounts for strangers, where that is allowed: one per node, since the quotas are kept here.
/// </summary>
internal sealed class Registrar(
    RegistrationSettings settings, IStorage storage, StanzaCounters counters, TimeProvider time) : UntypedActor
{
    private readonly RegistrationQuota _quota = new(settings);
    private int _running;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RegisterOnStream register: OnRegister(register); break;
            case AccountMade made: OnMade(made); break;
            default: Unhandled(message); break;
        }
    }

    private void OnRegister(RegisterOnStream register)
    {
        var request = register.Request;
        if (!settings.AllowNewAccounts)
            Refuse(Sender, request, StanzaErrorCondition.ServiceUnavailable); // §3.1
        else if (request.IdBytes.IsEmpty || request.Children().Count != 1)
            Refuse(Sender, request, StanzaErrorCondition.BadRequest);
        else if (request.Type == StanzaType.Get)
            Answer(Sender, StanzaErrors.IqResult(request, RegistrationForm.Empty()));
        else
            OnSet(register);
    }

    private void OnSet(RegisterOnStream register)
    {
        switch (RegistrationForm.Read(register.Request.FirstChild()!))
        {
            case RegistrationRequest.Fields fields: Make(register, fields); break;
            case RegistrationRequest.Cancel: // §3.2: nobody is registered on this stream.
                Refuse(Sender, register.Request, StanzaErrorCondition.UnexpectedRequest);
                break;
            default:
                Refuse(Sender, register.Request, StanzaErrorCondition.BadRequest);
                break;
        }
    }

    private void Make(RegisterOnStream register, RegistrationRequest.Fields fields)
    {
        if (fields.Username is null
            || !BareJid.TryCreate(fields.Username, register.Domain.Domainpart, out var account)
            || !RegistrationRules.IsAcceptable(fields.Password, settings))
        {
            Refuse(Sender, register.Request, StanzaErrorCondition.NotAcceptable);
        }
        else if (_running >= settings.MaxConcurrent)
        {
            Refuse(Sender, register.Request, StanzaErrorCondition.ResourceConstraint);
        }
        else if (!_quota.TryTake(register.RemoteAddress, time.GetUtcNow()))
        {
            Refuse(Sender, register.Request, StanzaErrorCondition.NotAcceptable); // §3.1.1
        }
        else
        {
            _running++;
            counters.Hold(1);
            var (stream, request, password) = (Sender, register.Request, fields.Password!);
            MakeAsync(account, password).PipeTo(
                Self,
                success: made => new AccountMade(stream, request, account, made ? null : StanzaErrorCondition.Conflict),
                failure: _ => new AccountMade(stream, request, account, StanzaErrorCondition.InternalServerError));
        }
    }

    private async Task<bool> MakeAsync(BareJid account, string password) =>
        await storage.Accounts.CreateAsync(account, await RegistrationRules.DeriveAsync(password));

    private void OnMade(AccountMade made)
    {
        _running--;
        counters.Hold(-1);
        if (made.Refusal is { } condition)
            Refuse(made.Stream, made.Request, condition);
        else
            Answer(made.Stream, StanzaErrors.IqResult(made.Request), made.Account);
    }

    private void Refuse(IActorRef stream, Stanza request, StanzaErrorCondition condition) =>
        Answer(stream, RegistrationRules.Refuse(request, condition));

    private void Answer(IActorRef stream, Stanza answer, BareJid? account = null)
    {
        stream.Tell(new RegistrationAnswered(answer, account));
        if (answer.Type == StanzaType.Error)
            counters.Bounced();
        else
            counters.Handled();
    }

    private sealed record AccountMade(IActorRef Stream, Stanza Request, BareJid Account, StanzaErrorCondition? Refusal);
}

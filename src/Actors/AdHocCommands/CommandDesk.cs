using System.Security.Cryptography;
using System.Xml.Linq;
using XmppActors.Actors.Routing;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.AdHocCommands;

/// <summary>A command of an administrator; told by whoever routes it, which the answer is routed as well.</summary>
internal sealed record RunCommand(Stanza Request);

/// <summary>Answers commands (XEP-0050 §§2, 3): with the form that they need, or with what has come of them.</summary>
/// <remarks>One per node. It keeps no session between a form and its completion: the form has all, so that a session's id only tells a client
/// its own sessions apart, and one that moves to another node meanwhile loses nothing.</remarks>
internal sealed class CommandDesk(ServerCommands commands, IStanzaRouter router, StanzaCounters counters) : UntypedActor
{
    /// <summary>Commands at work at a time; one more is answered with <c>resource-constraint</c>.</summary>
    private const int MaxRunning = 64;

    private static readonly XNamespace Ns = ServerCommands.Namespace;

    private int _running;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RunCommand run: OnRun(run.Request); break;
            case CommandEnded ended: OnEnded(ended); break;
            default: Unhandled(message); break;
        }
    }

    private void OnRun(Stanza request)
    {
        var asked = request.FirstChild()!;
        var action = asked.Attribute("action")?.Value ?? "execute";
        var form = asked.Elements(XName.Get("x", DataForm.Namespace)).FirstOrDefault();
        var isFilledIn = form?.Attribute("type")?.Value == "submit";
        if (!commands.TryFind(asked.Attribute("node")?.Value, out var command))
            Refuse(request, StanzaErrorCondition.ItemNotFound, null, "there is no such command");
        else if (action == "cancel" || form?.Attribute("type")?.Value == "cancel")
            Answer(request, Of(asked, command, "canceled"));
        else if (action is "prev" or "next")
            Refuse(request, StanzaErrorCondition.BadRequest, "bad-action", "the command has one form only");
        else if (action is not ("execute" or "complete"))
            Refuse(request, StanzaErrorCondition.BadRequest, "malformed-action", "there is no such action");
        else if (command.Form is { } make && !isFilledIn)
            Ask(request, asked, command, make());
        else
            Run(request, command, form is null ? null : DataForm.ReadSubmitted(form));
    }

    private void Ask(Stanza request, XElement asked, AdHocCommand command, DataForm form)
    {
        if (asked.Attribute("action")?.Value == "complete")
        {
            Refuse(request, StanzaErrorCondition.BadRequest, "bad-payload", "the form is not filled in");
            return;
        }

        Answer(request, Of(
            asked,
            command,
            "executing",
            new XElement(Ns + "actions", new XAttribute("execute", "complete"), new XElement(Ns + "complete")),
            form.ToXml("form", command.Node)));
    }

    private void Run(Stanza request, AdHocCommand command, IReadOnlyDictionary<string, string>? values)
    {
        values ??= new Dictionary<string, string>();
        if (command.Form?.Invoke().Fields.FirstOrDefault(field => field.IsRequired && values.GetValueOrDefault(field.Name, "").Length == 0) is { } missing)
        {
            Refuse(request, StanzaErrorCondition.BadRequest, "bad-payload", $"{missing.Name} is missing");
            return;
        }

        if (_running == MaxRunning)
        {
            Refuse(request, StanzaErrorCondition.ResourceConstraint, null, "too many commands are at work");
            return;
        }

        _running++;
        counters.Hold(1);
        var origin = Sender;
        // Each has a bound of its own: what has begun is ended and told.
        command.Run(values, CancellationToken.None).PipeTo(
            Self,
            success: result => new CommandEnded(request, origin, command, result),
            failure: _ => new CommandEnded(request, origin, command, null));
    }

    private void OnEnded(CommandEnded ended)
    {
        _running--;
        counters.Hold(-1);
        if (ended.Outcome is not { } result)
        {
            Refuse(ended.Request, StanzaErrorCondition.InternalServerError, null, null, ended.Origin);
            return;
        }

        var note = result.Note is null
            ? null
            : new XElement(Ns + "note", new XAttribute("type", result.IsDone ? "info" : "error"), result.Note);
        Answer(
            ended.Request,
            Of(ended.Request.FirstChild()!, ended.Command, "completed", note, result.Form?.ToXml("result", ended.Command.Node)),
            ended.Origin);
    }

    private static XElement Of(XElement asked, AdHocCommand command, string status, params XElement?[] content) => new(
        Ns + "command",
        new XAttribute("node", command.Node),
        new XAttribute("sessionid", asked.Attribute("sessionid")?.Value ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))),
        new XAttribute("status", status),
        content);

    private void Answer(Stanza request, XElement command, IActorRef? origin = null)
    {
        counters.Handled();
        Route(StanzaErrors.IqResult(request, command), origin);
    }

    /// <param name="detail">The condition of XEP-0050 §4.4, beside that of the RFC.</param>
    private void Refuse(Stanza request, StanzaErrorCondition condition, string? detail, string? text, IActorRef? origin = null)
    {
        counters.Bounced();
        Route(StanzaErrors.Bounce(request, condition, text: text, detail: detail is null ? null : new XmlName(detail, ServerCommands.Namespace))!, origin);
    }

    private void Route(Stanza answer, IActorRef? origin)
    {
        counters.Originated();
        router.Route(answer, origin ?? Sender);
    }

    /// <param name="Outcome">Null: it has failed.</param>
    private sealed record CommandEnded(Stanza Request, IActorRef Origin, AdHocCommand Command, CommandResult? Outcome);
}

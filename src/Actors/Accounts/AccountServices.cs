using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Routing;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;

namespace XmppActors.Actors.Accounts;

/// <summary>What account entities work with; one for the node.</summary>
internal sealed record AccountServices
{
    public required IStorage Storage { get; init; }

    public required IStanzaRouter Router { get; init; }

    public required StanzaCounters Counters { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Requests that the server answers on an account's behalf.</summary>
    public required AccountIqs Iqs { get; init; }

    /// <summary>Makes a resourcepart that nobody can guess (RFC 6120 §7.6).</summary>
    public required Func<string> GenerateResourcepart { get; init; }

    /// <summary>Finds the streams that a former entity of an account had bound.</summary>
    public required IStreamSearch Streams { get; init; }

    /// <summary>What components may do in accounts' names.</summary>
    public PrivilegeBook Privileges { get; init; } = PrivilegeBook.Empty;

    public AccountSettings Settings { get; init; } = AccountSettings.Default;
}

using System.Globalization;
using System.Xml.Linq;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.ServerInfo;
using XmppActors.Actors.Storage;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Offline;

/// <summary>
/// Keeps messages while no resource with non-negative priority is available, and hands them to the first that is
/// (XEP-0160).
/// </summary>
internal static class OfflineMessages
{
    /// <summary>XEP-0160 §4.</summary>
    public const string Feature = "msgoffline";

    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"; // XEP-0082

    private static readonly XNamespace Delay = "urn:xmpp:delay";

    public static void Register(DomainIqs domain) => domain.Feature(Feature);

    /// <summary>Stores a message, or bounces it with <c>service-unavailable</c> when there is no room.</summary>
    public static void Store(IAccount account, Stanza message)
    {
        var services = account.Services;
        if (!OfflineRules.IsStorable(message))
        {
            account.Ignored();
            return;
        }

        if (account.IsTemporary || services.Settings.MaxOfflineMessages == 0)
        {
            account.Bounce(message, StanzaErrorCondition.ServiceUnavailable);
            return;
        }

        var adding = services.Storage.Offline.AddAsync(
            account.Address,
            StoredStanza.Write(message),
            services.Time.GetUtcNow(),
            services.Settings.MaxOfflineMessages);
        account.Await(adding, message, isStored =>
        {
            if (!isStored)
            {
                account.Bounce(message, StanzaErrorCondition.ServiceUnavailable);
                return;
            }

            account.MayHaveOfflineMessages = true;
            services.Counters.Stored();
        });
    }

    /// <summary>Hands all stored messages to a resource, oldest first, then deletes them.</summary>
    /// <remarks>
    /// What its client does not acknowledge comes back as <see cref="UndeliveredStanzas"/> and is stored again.
    /// </remarks>
    public static void DeliverTo(IAccount account, Resource resource)
    {
        if (!account.MayHaveOfflineMessages || account.IsTemporary)
            return;
        var offline = account.Services.Storage.Offline;
        account.Await(offline.LoadAsync(account.Address), cause: null, stored =>
        {
            account.MayHaveOfflineMessages = false;
            if (stored.Count == 0)
                return;
            foreach (var kept in stored)
            {
                if (StoredStanza.TryRead(kept.Stanza, out var message, DelayElement(account.Address, kept.StoredAt)))
                    account.Push(resource, message);
            }

            var ids = stored.Select(static kept => kept.Id).ToArray();
            account.Await(RemoveAsync(offline, account.Address, ids), cause: null, static _ => { });
        });
    }

    /// <summary>Says when the message was stored, and by whom (XEP-0203).</summary>
    public static XElement DelayElement(BareJid account, DateTimeOffset storedAt) => new(
        Delay + "delay",
        new XAttribute("from", account.Domainpart),
        new XAttribute("stamp", storedAt.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture)));

    private static async Task<bool> RemoveAsync(IOfflineStore offline, BareJid account, IReadOnlyCollection<long> ids)
    {
        await offline.RemoveAsync(account, ids);
        return true;
    }
}

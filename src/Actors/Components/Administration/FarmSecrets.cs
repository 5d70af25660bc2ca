using XmppActors.Transport.Addresses;

namespace XmppActors.Actors.Components.Administration;

/// <summary>Takes a farm's secrets out of their table.</summary>
internal static class FarmSecrets
{
    /// <summary>Removes a secret of the domain, or of a template that the domain follows.</summary>
    /// <returns>False: no such secret.</returns>
    public static async Task<bool> RemoveAsync(FarmServices services, string domain, string id, CancellationToken cancellationToken = default)
    {
        foreach (var name in FarmName.Of(domain, services.Domains))
        {
            if (await services.Secrets.RemoveAsync(name, id, cancellationToken).ConfigureAwait(false)) return true;
        }

        return false;
    }

    /// <summary>Removes the domain's own secrets; those of templates are others' too.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> RemoveAllAsync(FarmServices services, string domain, CancellationToken cancellationToken = default)
    {
        if (!BareJid.TryParse(domain, out var own)) return 0;
        var entries = await services.Secrets.ListAsync(own, cancellationToken).ConfigureAwait(false);
        foreach (var entry in entries) await services.Secrets.RemoveAsync(own, entry.Id, cancellationToken).ConfigureAwait(false);
        return entries.Count;
    }
}

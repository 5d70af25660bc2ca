using System.Buffers;
using System.Text;
using System.Text.Json;

namespace XmppActors.Actors.Components.Availability;

/// <summary>What clients may be told of farms that are out (XEP-0455): made of the same facts as their presence.</summary>
internal static class OutageStatus
{
    /// <summary>The <c>FORM_TYPE</c> under which the server says where the document is.</summary>
    public const string FormType = "urn:xmpp:sos:0";

    public const string AddressesField = "external-status-addresses";

    /// <summary>The document of §2.2: an empty object while nothing is out. An outage is planned when every farm that is out was drained.</summary>
    public static string ToJson(IEnumerable<AvailabilityShown> farms)
    {
        var isPlanned = true;
        DateTimeOffset? beginning = null;
        var sentences = new List<string>();
        foreach (var farm in farms.Where(IsOut).OrderBy(farm => farm.Domain, StringComparer.Ordinal))
        {
            isPlanned &= farm.IsPlanned;
            if (farm.Since is { } since && (beginning is null || since < beginning)) beginning = since;
            sentences.Add($"{farm.Domain}: {farm.Health.Text}");
        }

        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            if (beginning is { } began)
            {
                json.WriteBoolean("planned", isPlanned);
                json.WriteString("beginning", Pubsub.PubsubXml.Stamp(began));
                json.WriteStartObject("message");
                json.WriteString("default", string.Join("; ", sentences));
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>A farm that was never there is not out.</summary>
    private static bool IsOut(AvailabilityShown farm) =>
        farm is { Since: not null, Health.Condition: FarmCondition.Unavailable or FarmCondition.Draining };
}

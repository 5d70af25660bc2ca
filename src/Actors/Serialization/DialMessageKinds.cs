using XmppActors.Actors.Components.Dialling;

namespace XmppActors.Actors.Serialization;

/// <summary>What farms' planners and the nodes' diallers tell each other.</summary>
internal static class DialMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of(
            "dial-offer",
            static (OfferDialling offer, WireWriter output) =>
            {
                output.Text(offer.Domain);
                output.Reference(offer.Planner);
            },
            static input => new OfferDialling(input.Text(), input.Reference())),
        MessageKind.Of("dial-orders", Write, ReadOrders),
        MessageKind.Of("dial-report", Write, ReadReport),
        MessageKind.Of(
            "dial-show",
            static (ShowDials show, WireWriter output) => output.Text(show.Domain),
            static input => new ShowDials(input.Text())),
        MessageKind.Of("dial-shown", Write, ReadShown),
    ];

    private static void Write(DialOrders orders, WireWriter output)
    {
        output.Text(orders.Domain);
        output.Reference(orders.Planner);
        output.Number((ulong)orders.Version);
        output.List(orders.Orders, Write);
    }

    private static DialOrders ReadOrders(WireReader input) =>
        new(input.Text(), input.Reference(), (long)input.Number(), input.List(ReadOrder));

    private static void Write(DialOrder order, WireWriter output)
    {
        output.Text(order.Endpoint);
        output.Number((ulong)order.Links);
        output.Number((ulong)order.Share.Weight);
        output.Flag(order.Share.IsWarm);
    }

    private static DialOrder ReadOrder(WireReader input) =>
        new(input.Text(), (int)input.Number(), new InstanceShare((int)input.Number(), input.Flag()));

    private static void Write(DialReport report, WireWriter output)
    {
        output.Text(report.Domain);
        output.Text(report.Node);
        output.Reference(report.Dialler);
        output.List(report.States, Write);
    }

    private static DialReport ReadReport(WireReader input) =>
        new(input.Text(), input.Text(), input.Reference(), input.List(ReadState));

    private static void Write(DialState state, WireWriter output)
    {
        output.Text(state.Endpoint);
        output.Number((ulong)state.Links);
        output.Number((ulong)state.Serving);
        output.Number((ulong)state.Failures);
        output.OptionalText(state.LastError);
    }

    private static DialState ReadState(WireReader input) =>
        new(input.Text(), (int)input.Number(), (int)input.Number(), (int)input.Number(), input.OptionalText());

    private static void Write(DialsShown shown, WireWriter output)
    {
        output.Text(shown.Domain);
        output.Text(shown.Source);
        output.OptionalText(shown.LookUpError);
        output.List(shown.Endpoints, Write);
    }

    private static DialsShown ReadShown(WireReader input) =>
        new(input.Text(), input.Text(), input.OptionalText(), input.List(ReadStatus));

    private static void Write(EndpointStatus status, WireWriter output)
    {
        output.Text(status.Node);
        output.Flag(status.IsWarm);
        output.Block(status.State, Write);
    }

    private static EndpointStatus ReadStatus(WireReader input) => new(input.Text(), input.Flag(), input.Block(ReadState));
}

using XmppActors.Actors.Accounts;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>What account entities are told.</summary>
internal static class AccountMessageKinds
{
    public static readonly MessageKind[] All =
    [
        MessageKind.Of("outbound", Write, ReadOutbound),
        MessageKind.Of("bind", Write, ReadBind),
        MessageKind.Of("rebind", Write, ReadRebind),
        MessageKind.Of("stream-ended", Write, ReadStreamEnded),
        MessageKind.Of("undelivered", Write, ReadUndelivered),
        MessageKind.Of(
            "remove-account",
            static (RemoveAccount remove, WireWriter output) => output.Address(remove.Account),
            static input => new RemoveAccount(input.BareJid())),
        MessageKind.Of(
            "account-removed",
            static (AccountRemoved removed, WireWriter output) =>
            {
                output.Address(removed.Account);
                output.Flag(removed.Existed);
            },
            static input => new AccountRemoved(input.BareJid(), input.Flag())),
    ];

    private static void Write(OutboundStanza outbound, WireWriter output)
    {
        output.Address(outbound.From);
        output.Stanza(outbound.Stanza);
        output.Flag(outbound.IsPassing);
        output.OptionalReference(outbound.ConfirmTo);
    }

    private static OutboundStanza ReadOutbound(WireReader input) => new(input.FullJid(), input.Stanza())
    {
        IsPassing = input.Flag(),
        ConfirmTo = input.OptionalReference(),
    };

    private static void Write(BindResource bind, WireWriter output)
    {
        output.Address(bind.Account);
        output.OptionalText(bind.RequestedResource);
        output.Reference(bind.Stream);
        output.Flag(bind.Temporary);
    }

    private static BindResource ReadBind(WireReader input) =>
        new(input.BareJid(), input.OptionalText(), input.Reference(), input.Flag());

    private static void Write(RebindResource rebind, WireWriter output)
    {
        output.Address(rebind.Address);
        output.Reference(rebind.Stream);
        output.Flag(rebind.Temporary);
        output.Block(rebind.State, StreamMessageKinds.Write);
        output.Number(rebind.Turn);
    }

    private static RebindResource ReadRebind(WireReader input) =>
        new(input.FullJid(), input.Reference(), input.Flag(), input.Block(StreamMessageKinds.ReadState)) 
        {
            Turn = (uint)input.Number(),
        };

    private static void Write(StreamEnded ended, WireWriter output)
    {
        output.Address(ended.Address);
        output.Reference(ended.Stream);
    }

    private static StreamEnded ReadStreamEnded(WireReader input) => new(input.FullJid(), input.Reference());

    private static void Write(UndeliveredStanzas undelivered, WireWriter output)
    {
        output.Address(undelivered.Address);
        output.Count(undelivered.Binding);
        output.Count(undelivered.Stanzas.Count);
        foreach (var stanza in undelivered.Stanzas)
            output.Stanza(stanza);
    }

    private static UndeliveredStanzas ReadUndelivered(WireReader input)
    {
        var address = input.FullJid();
        var binding = input.Int32();
        var stanzas = new Stanza[input.Count()];
        for (var i = 0; i < stanzas.Length; i++)
            stanzas[i] = input.StanzaAmongOthers();
        return new UndeliveredStanzas(address, stanzas) { Binding = binding };
    }
}

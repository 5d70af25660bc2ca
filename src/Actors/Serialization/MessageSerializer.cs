using System.Runtime.Serialization;
using XmppActors.Transport.Stanzas;

namespace XmppActors.Actors.Serialization;

/// <summary>Writes and reads all that this router's nodes tell each other (docs/decisions/0012-messages-between-nodes.md).</summary>
internal sealed class MessageSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string StanzaManifest = "stanza";

    /// <summary>The same on all nodes, in every version; the engine has those below 100.</summary>
    public override int Identifier => 5222;

    /// <summary>Lets a system's messages cross; before the first does.</summary>
    public static void Register(ActorSystem system)
    {
        var serializer = new MessageSerializer((ExtendedActorSystem)system);
        system.Serialization.AddSerializer("xmpp", serializer);
        system.Serialization.AddSerializationMap(typeof(Stanza), serializer);
        system.Serialization.AddSerializationMap(typeof(IClusterMessage), serializer);
    }

    public override string Manifest(object o) => o is Stanza ? StanzaManifest : KindOf(o).Manifest;

    public override byte[] ToBinary(object obj)
    {
        if (obj is Stanza stanza)
        {
            var bytes = new byte[CompactStanza.Measure(stanza)];
            CompactStanza.Write(stanza, bytes);
            return bytes;
        }

        var output = new WireWriter();
        KindOf(obj).Write(obj, output);
        return output.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest == StanzaManifest)
            return WireReader.Stanza(bytes);
        return MessageKinds.Find(manifest) is { } kind
            ? kind.Read(new WireReader(bytes, system))
            : throw new SerializationException($"No message of this version is named '{manifest}'.");
    }

    private static MessageKind KindOf(object message) =>
        MessageKinds.Find(message.GetType()) ?? throw new SerializationException($"{message.GetType()} does not cross to other nodes.");
}

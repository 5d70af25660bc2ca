using System.Collections.Frozen;

namespace XmppActors.Actors.Serialization;

/// <summary>Every kind of message that crosses to other nodes; stanzas themselves, which are most of them, apart.</summary>
internal static class MessageKinds
{
    public static readonly IReadOnlyList<MessageKind> All =
    [
        .. AccountMessageKinds.All, .. StreamMessageKinds.All, .. FarmMessageKinds.All, .. SessionMessageKinds.All,
        .. FarmAdministrationKinds.All, .. FarmEventKinds.All, .. DialMessageKinds.All,
        .. AvailabilityMessageKinds.All, .. InstanceMessageKinds.All, .. BridgeMessageKinds.All,
    ];

    private static readonly FrozenDictionary<Type, MessageKind> ByType = All.ToFrozenDictionary(static kind => kind.Type);

    private static readonly FrozenDictionary<string, MessageKind> ByManifest = All.ToFrozenDictionary(static kind => kind.Manifest);

    public static MessageKind? Find(Type type) => ByType.GetValueOrDefault(type);

    public static MessageKind? Find(string manifest) => ByManifest.GetValueOrDefault(manifest);
}

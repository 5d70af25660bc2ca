using System.Collections;
using XmppActors.Actors.Accounts;
using XmppActors.Actors.Bridge;
using XmppActors.Actors.Components;
using XmppActors.Actors.Components.Delegation;
using XmppActors.Actors.Components.Instances.Resumption;
using XmppActors.Actors.Components.Limits;
using XmppActors.Actors.Components.Policies;
using XmppActors.Actors.Components.Privileges;
using XmppActors.Actors.Streams;
using XmppActors.Actors.Streams.Sessions;
using XmppActors.Actors.Streams.Settling;
using XmppActors.Actors.Streams.StreamManagement;
using XmppActors.Actors.Tests.Accounts;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Hazelcast;
using XmppActors.Transport.Stanzas;
using XmppActors.Transport.Xml;

namespace XmppActors.Actors.Tests.Serialization;

/// <summary>One or more of each message that crosses, with every optional field once there and once not.</summary>
internal static class Samples
{
    private static readonly FullJid Balcony = FullJid.Parse("juliet@capulet.example/balcony & garden");
    private static readonly BareJid Juliet = Balcony.Bare;
    private static readonly BareJid Romeo = BareJid.Parse("romeo@montague.example");

    private static readonly Stanza Message = StanzaText.Parse(
        "<message to='juliet@capulet.example' id='a&amp;b' type='chat' xml:lang='it'><body>Art thou not Romeo?</body></message>");

    private static readonly Stanza Presence = StanzaText.Parse(
        "<presence from='juliet@capulet.example/balcony'><priority>7</priority><show>dnd</show></presence>");

    private static readonly HazelcastMember Openfire = new(
        new HazelcastAddress("10.0.0.1", 5701), new Guid(1, 2, 3, new byte[8]), true, [new("node-id", "a")], new HazelcastVersion(5, 5, 1), 9);

    private static readonly FarmRules Rules = new()
    {
        Policy = FarmPolicy.Pick,
        Pick = PayloadPath.Parse("{urn:q}a/@b"),
        Fallback = FarmPolicy.FullSource,
        BoundedLoadPercent = 125,
        PreferLocal = true,
        ServesSubdomains = true,
        DrainIdle = TimeSpan.FromSeconds(7),
        Limits = new FarmLimits
        {
            KindsTo = StanzaKinds.Iq,
            KindsFrom = StanzaKinds.Message,
            From = [JidPattern.Parse("*@echo.example")],
            AllowFrom = [JidPattern.Parse("*.example"), JidPattern.Parse("a@b/c")],
            DenyFrom = [JidPattern.Any],
            SenderStanzas = 1,
            SenderBytes = 2,
            InstanceStanzas = 3,
            InstanceBytes = 4,
            MaxStanzaBytes = 5,
        },
        Privileges = new FarmPrivileges
        {
            Roster = IqAccess.Set,
            RosterPush = false,
            Messages = true,
            Iqs = [new IqPrivilege("urn:q", IqAccess.Both)],
            Presence = PresenceAccess.Roster,
        },
        Delegations = [new FarmDelegation("urn:q", ["node"]), new FarmDelegation("urn:r", [])],
    };

    /// <param name="actor">Is referred to.</param>
    public static IEnumerable<object> All(IActorRef actor)
    {
        var instance = new FarmInstance("0123456789ab", actor, "192.0.2.1:1234", new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero)) { CredentialId = "0123456789ab" };
        var dialled = instance with { Id = "b", Endpoint = "components.example:5347", ConfiguredWeight = 7, IsWarm = true };
        var snapshot = FarmSnapshot.Empty("echo.example").With(instance).With(dialled);
        var state = new ResourceState(3, Presence, true, [Romeo, Balcony]) { Key = 7 };
        return
        [
            new KeepBridge(actor, 7),
            new BridgeSeen(3, "10.0.0.1:25520", new BridgeView(BridgePhase.Joined, "trouble", [new BridgeMember(Openfire, DateTimeOffset.UnixEpoch)], Openfire.Uuid)),
            Message, Presence, StanzaText.Parse("<iq type='get' id='1' to='@'/>"),
            new OutboundStanza(Balcony, Message) { IsPassing = true, ConfirmTo = actor }, new OutboundStanza(Balcony, Presence),
            new BindResource(Juliet, "balcony", actor, Temporary: true), new BindResource(Juliet, null, ActorRefs.Nobody),
            new RebindResource(Balcony, actor, true, state), new RebindResource(Balcony, actor, false, ResourceState.Bound(1, 2)) { Turn = 3 },
            new StanzaSettled(ulong.MaxValue, uint.MaxValue), new StanzaSettled(1, 2, 300),
            new StanzaRefused(1, 2), new StanzaRefused(1, 2, IsRepeated: true), new StanzaHeld(3, uint.MaxValue),
            new ResumeStream(Juliet, ResumptionId.Create(Balcony), actor, TimeSpan.FromSeconds(3)), StillWanted.Instance,
            new ResumeStream(Juliet, ResumptionId.Create(Balcony), actor, TimeSpan.Zero) { IsConfirmed = true },
            new ResumeRefused(StanzaErrorCondition.ItemNotFound), new ResumeRefused(StanzaErrorCondition.ItemNotFound, uint.MaxValue),
            new SessionHandedOver(new SessionState(
                Balcony, true, state, "id", TimeSpan.FromMinutes(5), uint.MaxValue, 7, [Message, Presence], ulong.MaxValue, 3,
                [new SessionMark(1, 2, [1, 2]), new SessionMark(3, 4, [])])),
            new SessionHandedOver(new SessionState(Balcony, false, state, null, TimeSpan.Zero, 0, 0, [], 0, 0, [])),
            new StandbyUpdate(
                uint.MaxValue, new SessionState(Balcony, false, state, null, TimeSpan.Zero, 0, 0, [], 0, 0, []), [Message], 1, 2, 3, state),
            new StandbyUpdate(1, null, [], uint.MaxValue, 2, 3, null), new StandbyConfirmed(3, IsUnknown: true), StandbyEnd.Instance,
            new SessionExpired("id", uint.MaxValue),
            SessionTaken.Instance, FormerStreamDone.Instance, new LateStanza(Message, actor),
            Message.WithOrigin(new StanzaOrigin(1, 2, 3, 4)), Message.WithOrigin(new StanzaOrigin(1, 2, 3, 4) { IsRepeated = true }),
            new StreamEnded(Balcony, actor),
            new UndeliveredStanzas(Balcony, [Message, Presence]) { Binding = 7 }, new UndeliveredStanzas(Balcony, []),
            new RemoveAccount(Juliet), new AccountRemoved(Juliet, Existed: true),
            OutboundHandled.Instance, ResourceUnbound.Instance, state,
            new ResourceBound(Balcony, 300, 8), new BindRefused(StanzaErrorCondition.Conflict), new ReplacedByNewBinding(Balcony),
            new CloseStream(StreamErrorCondition.SystemShutdown),
            new FindStreams(Juliet), new StreamsFound(Juliet, [actor, actor]), new StreamsFound(Juliet, []),
            new JoinFarm("echo.example", instance, snapshot), new FarmJoined(snapshot, actor), new FarmRefused("full", "echo.example"),
            new InstanceReplaced("echo.example", "i1"),
            new ResumeInstance("aWQ", "echo.example", actor), new InstanceResumptionRefused("aWQ"), InstanceTaken.Instance,
            new InstanceHandedOver("aWQ", new InstanceSession(
                [new ServedHostname("echo.example", "i1", null), new ServedHostname("b.example", "i2", "0123")], TimeSpan.FromSeconds(10), 1, 2,
                [new SessionEntry(Message, actor, TimeSpan.FromSeconds(3), true), new SessionEntry(null, actor, TimeSpan.Zero, false)],
                ulong.MaxValue, 4, [new SessionMark(1, 2, [1, 2])])),
            new ReportInstance("echo.example", "i1", new InstanceFacts(3, TimeSpan.FromSeconds(2), 7, 5, 1) { Replayed = 2, Bounced = 1 }),
            new InstanceDirective("echo.example", 4, InstanceState.Suspect, HasOthers: true, CloseBecause: null),
            new InfoSaid("urn:q", IsBare: true, "<query/>"),
            new InstanceLoaded("echo.example", "i1", 7),
            new LeaveFarm("echo.example", "0123456789ab"), new SubscribeToFarm("echo.example", actor, snapshot), new WatchFarm("echo.example"),
            new LookAtFarm("echo.example", 7), new FarmLookedAt(7, snapshot),
            snapshot, FarmSnapshot.Empty("échó.example") with { Rules = Rules, Settings = "max-instances = 2", IsRemoved = true },
            new FarmRefused("gone", "echo.example") { Condition = StreamErrorCondition.HostGone },
            new InstanceDirective("echo.example", 5, InstanceState.Down, false, "silent") { CloseWith = StreamErrorCondition.ConnectionTimeout },
            .. FarmSamples.All,
            .. AvailabilitySamples.All(actor, snapshot),
        ];
    }

    /// <summary>All that can be asked of a message, as text.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        Jid or Enum or ValueType => value.ToString()!,
        IActorRef reference => reference.Path.ToSerializationFormat(),
        Stanza stanza => Describe(stanza),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Describe).Order(StringComparer.Ordinal))}]",
        _ => value.GetType().Name + string.Concat(value.GetType().GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => $" {property.Name}={Describe(property.GetValue(value))}")),
    };

    private static string Describe(Stanza stanza) =>
        $"{StanzaText.Canonical(stanza)} {stanza} {stanza.Id} {stanza.Lang} {stanza.PayloadName} {stanza.ByteCount}"
        + $" {stanza.HasMalformedTo} {stanza.HasMalformedFrom} {stanza.Origin}";
}

using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations.Xep0077;

/// <summary>XEP-0077: in-band registration.</summary>
public sealed class RegistrationTest : ConversationTest
{
    private static readonly WorldSettings Open = WorldSettings.Default with { AllowNewAccounts = true };

    [Fact] // §3.1, §8
    public Task A_stranger_makes_an_account_and_logs_in() => Conversation(
        """
        stranger connects
        stranger opens a stream
        stranger receives  <stream:features>...<register xmlns='http://jabber.org/features/iq-register'/>...</stream:features>
        stranger sends     <iq type='get' id='r1' to='capulet.example'><query xmlns='jabber:iq:register'/></iq>
        stranger receives  <iq type='result' id='r1' from='capulet.example'><query xmlns='jabber:iq:register'>...<username/><password/>...</query></iq>
        stranger sends     <iq type='set' id='r2'><query xmlns='jabber:iq:register'><username>paris</username><password>r0m30myr0m30</password></query></iq>
        stranger receives  <iq type='result' id='r2'/>
        stranger sends     <auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AHBhcmlzAHIwbTMwbXlyMG0zMA==</auth>
        stranger receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>
        """,
        Open);

    [Fact] // §3.1.1
    public Task A_name_that_is_taken_is_refused() => Conversation(
        """
        juliet has an account
        stranger connects
        stranger opens a stream
        stranger receives  <stream:features>...</stream:features>
        stranger sends     <iq type='set' id='r1'><query xmlns='jabber:iq:register'><username>juliet</username><password>r0m30myr0m30</password></query></iq>
        stranger receives  <iq type='error' id='r1'>...<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>
        """,
        Open);

    [Fact]
    public Task Where_it_is_not_allowed_it_is_neither_offered_nor_done() => Conversation("""
        stranger connects
        stranger opens a stream
        stranger receives  <stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</mechanisms></stream:features>
        stranger sends     <iq type='get' id='r1'><query xmlns='jabber:iq:register'/></iq>
        stranger is closed with not-authorized
        """);
}

namespace XmppActors.Conversations.Xep0198;

/// <summary>XEP-0198 on components' streams, whichever way they came.</summary>
public sealed class ComponentResumptionTest : ConversationTest
{
    private const string Accept = """
        NAME connects to component
        NAME opens a component stream
        NAME shakes hands

        """;

    private const string Connect = """
        NAME connects to component
        NAME opens a stream
        NAME receives  <stream:features>...</stream:features>
        NAME authenticates as stage.example by SCRAM-SHA-256
        NAME receives  <success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>...</success>
        NAME opens a stream
        NAME receives  <stream:features>...</stream:features>

        """;

    private const string Bind = """
        NAME sends     <iq type='set' id='b1'><bind xmlns='urn:xmpp:component:0'><hostname>stage.example</hostname></bind></iq>
        NAME receives  <iq type='result' id='b1'>...</iq>

        """;

    private const string Enable = """
        NAME sends     <enable xmlns='urn:xmpp:sm:3' resume='true' max='2'/>
        NAME receives  <enabled xmlns='urn:xmpp:sm:3' id='{id}' resume='true' max='2'/>

        """;

    [Theory]
    [InlineData(Xep0114)]
    [InlineData(Xep0225)]
    public Task Both_sides_acknowledge_by_count(string protocol) => Conversation($"""
        romeo/orchard is connected
        {Serving(protocol, "stage")}
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        stage receives          {Message(protocol, "m1")}
                                <r xmlns='urn:xmpp:sm:3'/>
        stage sends             <a xmlns='urn:xmpp:sm:3' h='1'/>
        stage sends             <message from='stage.example' to='romeo@montague.example/orchard' id='n1'/>
        romeo/orchard receives  <message from='stage.example' to='romeo@montague.example/orchard' id='n1'/>
        stage sends             <message from='stage.example' to='nobody@verona.example' id='n2'/>
        stage receives          <message {Namespace(protocol)} type='error' from='nobody@verona.example' to='stage.example' id='n2'>...</message>
                                <r xmlns='urn:xmpp:sm:3'/>
        stage sends             <a xmlns='urn:xmpp:sm:3' h='2'/><r xmlns='urn:xmpp:sm:3'/>
        stage receives          <a xmlns='urn:xmpp:sm:3' h='2'/>
        stage sends             <a xmlns='urn:xmpp:sm:3' h='4'/>
        stage is closed with undefined-condition
        """);

    [Theory]
    [InlineData(Xep0114)]
    [InlineData(Xep0225)]
    public Task A_component_that_comes_back_gets_what_it_had_not_and_nothing_twice(string protocol) => Conversation($"""
        romeo/orchard is connected
        {Serving(protocol, "stage")}
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        stage receives          {Message(protocol, "m1")}
                                <r xmlns='urn:xmpp:sm:3'/>
        romeo/orchard sends     <message to='stage.example' id='m2'/>
        stage receives          {Message(protocol, "m2")}
        stage sends             <message from='stage.example' to='romeo@montague.example/orchard' id='n1'/>
        romeo/orchard receives  <message from='stage.example' to='romeo@montague.example/orchard' id='n1'/>
        stage disconnects
        romeo/orchard sends     <message to='stage.example' id='m3'/>
        romeo/orchard receives nothing
        {Negotiated(protocol, "again")}
        again sends             <resume xmlns='urn:xmpp:sm:3' previd='§id§' h='1'/>
        again receives          <resumed xmlns='urn:xmpp:sm:3' previd='§id§' h='1'/>
                                {Message(protocol, "m2")}
                                {Message(protocol, "m3")}
                                <r xmlns='urn:xmpp:sm:3'/>
        again sends             <a xmlns='urn:xmpp:sm:3' h='3'/>
        romeo/orchard sends     <message to='stage.example' id='m4'/>
        again receives          {Message(protocol, "m4")}
                                <r xmlns='urn:xmpp:sm:3'/>
        again sends             <a xmlns='urn:xmpp:sm:3' h='4'/>
        again sends             <message from='stage.example' to='romeo@montague.example/orchard' id='n2'/>
        romeo/orchard receives  <message from='stage.example' to='romeo@montague.example/orchard' id='n2'/>
        """.Replace("§id§", "{id}", StringComparison.Ordinal));

    [Theory]
    [InlineData(Xep0114)]
    [InlineData(Xep0225)]
    public Task A_component_leaves_its_old_connection_even_if_that_seems_alive(string protocol) => Conversation($"""
        romeo/orchard is connected
        {Serving(protocol, "stage")}
        {Negotiated(protocol, "again")}
        again sends             <resume xmlns='urn:xmpp:sm:3' previd='§id§' h='0'/>
        again receives          <resumed xmlns='urn:xmpp:sm:3' previd='§id§' h='0'/>
        stage is closed with conflict
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        again receives          {Message(protocol, "m1")}
                                <r xmlns='urn:xmpp:sm:3'/>
        again sends             <a xmlns='urn:xmpp:sm:3' h='1'/>
        """.Replace("§id§", "{id}", StringComparison.Ordinal));

    [Theory]
    [InlineData(Xep0114)]
    [InlineData(Xep0225)]
    public Task What_a_component_had_not_acknowledged_waits_for_it_and_then_goes_to_another(string protocol) => Conversation($"""
        romeo/orchard is connected
        {Serving(protocol, "stage")}
        time passes 1 s
        time passes 1 s
        stage receives          <iq {Namespace(protocol)} type='get' from='capulet.example/farm-info' to='stage.example' id='...'>...</iq>
                                <r xmlns='urn:xmpp:sm:3'/>
        stage sends             <a xmlns='urn:xmpp:sm:3' h='1'/>
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        stage receives          {Message(protocol, "m1")}
                                <r xmlns='urn:xmpp:sm:3'/>
        stage disconnects
        {Negotiated(protocol, "again")}{(protocol == Xep0225 ? Of(Bind, "again") : "")}
        again receives nothing
        time passes 1 s
        again receives          <iq {Namespace(protocol)} type='get' from='capulet.example/farm-info' to='stage.example' id='...'>...</iq>
        time passes 1 s
        again receives          <message {Namespace(protocol)} from='romeo@montague.example/orchard' to='stage.example' id='m1'>
                                  <delay xmlns='urn:xmpp:delay' from='capulet.example' stamp='...'/>
                                  <stanza-id xmlns='urn:xmpp:sid:0' by='capulet.example' id='...'/>
                                </message>
        romeo/orchard receives nothing
        again disconnects
        {Negotiated(protocol, "late")}
        late sends              <resume xmlns='urn:xmpp:sm:3' previd='§id§' h='0'/>
        late receives           <failed xmlns='urn:xmpp:sm:3'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        """.Replace("§id§", "{id}", StringComparison.Ordinal));

    [Theory]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='nothing' h='0'/>", "item-not-found")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='nothing'/>", "bad-request")]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>", "unexpected-request")] // §3: a hostname comes first.
    public Task What_cannot_be_resumed_can_be_bound(string request, string condition) => Conversation($"""
        romeo/orchard is connected
        {Of(Connect, "stage")}
        stage sends             {request}
        stage receives          <failed xmlns='urn:xmpp:sm:3'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>
        {Of(Bind, "stage")}
        romeo/orchard sends     <message to='stage.example' id='m1'/>
        stage receives          {Message(Xep0225, "m1")}
        """);

    private const string Xep0114 = nameof(Xep0114);
    private const string Xep0225 = nameof(Xep0225);

    /// <summary>The server's ping is answered before the counting begins: else it depends on who is quicker whether the answer counts.</summary>
    private static string Serving(string protocol, string name) => $"""
        {name} connects to component
        {name} leaves pings unanswered
        {Negotiated(protocol, name).Split('\n', 2)[1]}
        {(protocol == Xep0225 ? Of(Bind, name) : "")}
        {name} receives  <iq {Namespace(protocol)} type='get' from='capulet.example' to='stage.example' id='§ping§'><ping xmlns='urn:xmpp:ping'/></iq>
        {name} sends     <iq type='result' from='stage.example' to='capulet.example' id='§ping§'/>
        {Of(Enable, name)}
        """.Replace("§ping§", "{ping}", StringComparison.Ordinal);

    private static string Negotiated(string protocol, string name) => Of(protocol == Xep0225 ? Connect : Accept, name);

    private static string Of(string script, string name) => script.Replace("NAME", name, StringComparison.Ordinal);

    private static string Message(string protocol, string id) =>
        $"<message {Namespace(protocol)} from='romeo@montague.example/orchard' to='stage.example' id='{id}'/>";

    private static string Namespace(string protocol) => protocol == Xep0114 ? "xmlns='jabber:component:accept'" : "";
}

namespace XmppActors.Conversations.Xep0114;

/// <summary>XEP-0114: external components that connect to the server.</summary>
public sealed class ComponentTest : ConversationTest
{
    [Fact] // §3
    public Task A_component_that_knows_the_secret_speaks_for_its_domain() => Conversation("""
        romeo/orchard is connected
        stage connects to component
        stage opens a component stream
        stage shakes hands
        romeo/orchard sends     <message to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage receives          <message xmlns='jabber:component:accept' from='romeo@montague.example/orchard' to='globe@stage.example' id='m1'><body>Enter Romeo</body></message>
        stage sends             <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        romeo/orchard receives  <message from='globe@stage.example/act2' to='romeo@montague.example/orchard' id='m2'><body>He jests at scars</body></message>
        """);
}

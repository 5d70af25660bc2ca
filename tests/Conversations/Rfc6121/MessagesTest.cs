namespace XmppActors.Conversations.Rfc6121;

/// <summary>RFC 6121 §5, §8.</summary>
public sealed class MessagesTest : ConversationTest
{
    [Fact] // §8.5.2.1.1
    public Task Message_to_a_bare_JID_skips_resources_with_negative_priority() => Conversation("""
        juliet/balcony is available
        juliet/chamber is available with priority -1
        romeo/orchard is connected
        romeo/orchard sends      <message to='juliet@capulet.example' id='m1'><body>Art thou there?</body></message>
        juliet/balcony receives  <message from='romeo@montague.example/orchard' to='juliet@capulet.example' id='m1'>...</message>
        juliet/chamber receives nothing
        """);
}

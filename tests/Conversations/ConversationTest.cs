using XmppActors.Conversations.Runner;

namespace XmppActors.Conversations;

/// <summary>What every room of conversations builds on.</summary>
public abstract class ConversationTest
{
    /// <summary>Plays a script in a world of its own.</summary>
    private protected static async Task Conversation(string script, WorldSettings? settings = null)
    {
        await using var world = await NodeInMemory.StartAsync(settings ?? WorldSettings.Default);
        await using var conversation = new Conversation(world);
        await conversation.RunAsync(script);
    }
}

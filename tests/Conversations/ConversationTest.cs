using System.Runtime.CompilerServices;
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

    /// <summary>Plays a long script, and compares all that anybody hears with <c>NAME.transcript.xml</c> beside the
    /// test.</summary>
    private protected static async Task Transcribe(
        string name, string script, WorldSettings? settings = null, [CallerFilePath] string testFile = "")
    {
        var transcript = new Transcript();
        await using (var world = await NodeInMemory.StartAsync(settings ?? WorldSettings.Default))
        await using (var conversation = new Conversation(world))
            await conversation.RunAsync(script, transcript);
        transcript.Compare(Path.Combine(Path.GetDirectoryName(testFile)!, $"{name}.transcript.xml"));
    }
}

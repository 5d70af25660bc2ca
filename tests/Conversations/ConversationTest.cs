using System.Runtime.CompilerServices;
using XmppActors.Conversations.Runner;
using Xunit.Sdk;

namespace XmppActors.Conversations;

/// <summary>What every room of conversations builds on.</summary>
public abstract class ConversationTest
{
    /// <summary>Plays a script in a world of one node, then in one of three.</summary>
    private protected static async Task Conversation(string script, WorldSettings? settings = null)
    {
        settings ??= WorldSettings.Default;
        await PlayAsync(await NodeInMemory.StartAsync(settings), script);
        try
        {
            await PlayAsync(await ClusterInMemory.StartAsync(settings), script);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new XunitException($"on three nodes: {failure.Message}", failure);
        }
    }

    /// <summary>Plays a long script, and compares all that anybody hears with <c>NAME.transcript.xml</c> beside the
    /// test.</summary>
    private protected static async Task Transcribe(
        string name, string script, WorldSettings? settings = null, [CallerFilePath] string testFile = "")
    {
        var transcript = new Transcript();
        await PlayAsync(await NodeInMemory.StartAsync(settings ?? WorldSettings.Default), script, transcript);
        transcript.Compare(Path.Combine(Path.GetDirectoryName(testFile)!, $"{name}.transcript.xml"));
    }

    private static async Task PlayAsync(IConversationServer world, string script, Transcript? transcript = null)
    {
        await using (world)
        {
            await using var conversation = new Conversation(world);
            await conversation.RunAsync(script, transcript);
        }
    }
}

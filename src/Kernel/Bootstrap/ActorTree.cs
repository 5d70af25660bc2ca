using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Bootstrap;

/// <summary>The actors of a system at one moment, for operators. Taken while they run: a moment later it may be otherwise.</summary>
public static class ActorTree
{
    /// <summary>An actor and those below it.</summary>
    /// <param name="system">Whose.</param>
    /// <param name="path">From the root, such as <c>/user</c>; <c>/</c> for all.</param>
    /// <param name="depth">How many levels below it are listed.</param>
    /// <param name="width">Of each actor's children at most so many are listed.</param>
    /// <returns><c>null</c>: there is no such actor.</returns>
    public static ActorReport? Read(ActorSystem system, string path, int depth, int width)
    {
        var guardians = ((ActorSystemImpl)system).Guardians;
        var elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (elements.Length == 0)
            return new ActorReport("/", "", guardians.Count, [.. guardians.Select(guardian => Read(guardian, depth - 1, width))]);
        var found = guardians.FirstOrDefault(guardian => guardian.Name == elements[0]);
        foreach (var element in elements.Skip(1)) found = found?.FindChild(element);
        return found is null ? null : Read(found, depth, width);
    }

    private static ActorReport Read(ActorCell cell, int depth, int width)
    {
        var children = cell.GetChildren().Cast<ActorCell>().ToList();
        var listed = depth > 0 ? children.Take(width).Select(child => Read(child, depth - 1, width)).ToList() : [];
        return new ActorReport(cell.Name, TypeOf(cell), children.Count, listed);
    }

    private static string TypeOf(ActorCell cell) => cell.Props.Type.Name;
}

/// <param name="Name">Among its siblings.</param>
/// <param name="Type">Of its class.</param>
/// <param name="ChildCount">All of them.</param>
/// <param name="Children">Those that are listed.</param>
public sealed record ActorReport(string Name, string Type, int ChildCount, IReadOnlyList<ActorReport> Children);

namespace XmppActors.Kernel;

/// <summary>The result of work that has none but that it is done.</summary>
public sealed class Done
{
    public static readonly Done Instance = new();

    private Done()
    {
    }
}

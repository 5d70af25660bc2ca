namespace XmppActors.Kernel.Configuration;

public static class ConfigExtensions
{
    public static bool IsNullOrEmpty(this Config? config) => config is null || config.IsEmpty;
}

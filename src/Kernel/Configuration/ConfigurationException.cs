namespace XmppActors.Kernel.Configuration;

/// <summary>A configuration that cannot be read as what the code asks for.</summary>
public class ConfigurationException : Actor.AkkaException
{
    public ConfigurationException(string message) : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception) : base(message, exception)
    {
    }
}

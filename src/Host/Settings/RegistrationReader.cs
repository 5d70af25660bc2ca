using XmppActors.Actors.Registration;

namespace XmppActors.Host.Settings;

/// <summary><c>xmpp.registration</c>.</summary>
internal static class RegistrationReader
{
    public static RegistrationSettings Read(SettingsBlock registration) => new()
    {
        AllowNewAccounts = registration.Flag("new-accounts"),
        AllowPasswordChange = registration.Flag("password-change"),
        AllowCancel = registration.Flag("cancel"),
        MaxPerAddress = registration.Number("max-per-address", 1, 1_000_000),
        Window = registration.Duration("window", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        MinPasswordLength = registration.Number("min-password-length", 1, 256),
        MaxConcurrent = registration.Number("max-concurrent", 1, 1000),
        MaxAddresses = registration.Number("max-addresses", 100, 10_000_000),
    };
}

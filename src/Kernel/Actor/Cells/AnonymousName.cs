using System.Globalization;

namespace XmppActors.Kernel.Actor;

/// <summary>The names of actors that were given none.</summary>
internal static class AnonymousName
{
    internal static string Of(int uid) => string.Create(CultureInfo.InvariantCulture, $"${uid:x}");
}

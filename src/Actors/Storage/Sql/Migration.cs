using System.Reflection;

namespace XmppActors.Actors.Storage.Sql;

/// <summary>One step of the schema, forward only; applied once, in a transaction with all that it brings.</summary>
/// <param name="Version">From 1 without gaps.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>The steps of one dialect: embedded <c>Migrations/{dialect}/NNNN-name.sql</c>, in order.</summary>
    public static IReadOnlyList<Migration> Load(string dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"Migrations/{dialect}/";
        var migrations = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select((name, index) =>
                new Migration(index + 1, name[prefix.Length..^".sql".Length], Read(assembly, name)))
            .ToList();
        var misnumbered = migrations.Find(
            step => !step.Name.StartsWith($"{step.Version:D4}-", StringComparison.Ordinal));
        if (misnumbered is not null)
            throw new InvalidOperationException(
                $"Migration {misnumbered.Name} of {dialect} should be number {misnumbered.Version}.");
        return migrations;
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Host.Settings;

/// <summary>Secrets that a node makes for itself at first start and keeps in its data directory, readable by its owner
/// only.</summary>
internal static class NodeSecret
{
    /// <summary>As many random bits as any of their uses needs.</summary>
    public const int Bytes = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new one, in hexadecimal.</summary>
    public static string Generate() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Reads the file's one line, or makes it. Of two that make it at once both get the same.</summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">As above; or others than the owner may read it.</exception>
    public static string LoadOrCreate(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (!File.Exists(file))
            Create(file);
        return Load(file);
    }

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read; or others than its owner may.</exception>
    public static string Load(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
            throw new UnauthorizedAccessException($"others can read {file}: chmod 600 {file}");
        return File.ReadAllText(file).Trim();
    }

    /// <summary>Complete before it has its name: a reader sees the whole secret or none.</summary>
    private static void Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        var draft = $"{file}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(draft, options))
            stream.Write(Encoding.ASCII.GetBytes(Generate() + "\n"));
        try
        {
            File.Move(draft, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}

using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Host.Admin;

/// <summary>What proves an operator: whoever can read the token's file may command the node.</summary>
internal sealed class AdminToken
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _expected;

    private AdminToken(string value)
    {
        Value = value;
        _expected = SHA256.HashData(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>64 hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>In constant time, whatever is shown.</summary>
    public bool Accepts(string shown) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), _expected);

    /// <summary>Takes the token that is kept, or makes one that only its owner can read.</summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">As above; or others than the owner may read it.</exception>
    public static AdminToken LoadOrCreate(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            using var stream = new FileStream(file, options);
            var token = new AdminToken(RandomNumberGenerator.GetHexString(64, lowercase: true));
            stream.Write(Encoding.ASCII.GetBytes(token.Value + "\n"));
            return token;
        }
        catch (IOException) when (File.Exists(file))
        {
            return Load(file);
        }
    }

    /// <exception cref="IOException">The file cannot be read, or holds no token.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or others than its owner may.</exception>
    public static AdminToken Load(string file)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != 0)
            throw new UnauthorizedAccessException($"others can read the admin token: chmod 600 {file}");
        var value = File.ReadAllText(file).Trim();
        return value.Length >= 32
            ? new AdminToken(value)
            : throw new IOException($"the admin token in {file} is shorter than 32 characters: delete the file and start the node, which makes one");
    }
}

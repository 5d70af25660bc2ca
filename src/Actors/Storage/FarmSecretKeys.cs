using System.Security.Cryptography;
using System.Text;

namespace XmppActors.Actors.Storage;

/// <summary>
/// Where the key for farms' secrets comes from: configuration, or else a file beside the database, made on first use.
/// </summary>
/// <param name="configured">The key of the configuration, or null.</param>
/// <param name="file">Holds the key in base64, readable by its owner only; null where no such file may be made.</param>
internal sealed class FarmSecretKeys(ReadOnlyMemory<byte>? configured, string? file)
{
    private const string Mend = "set xmpp.storage-options.encryption-key to 32 bytes in base64, the same on every node";

    private FarmSecretCipher? _cipher;

    /// <summary>How an operator puts a wrong key right.</summary>
    public string Restore => configured is null && file is not null
        ? $"restore the file {file}"
        : "set xmpp.storage-options.encryption-key to the key that they were added with";

    /// <summary>The cipher to read with.</summary>
    public FarmSecretCipher ForReading()
    {
        if (_cipher is null && configured is null && file is not null && !File.Exists(file))
            throw new StorageConfigurationException(
                $"The key for the farms' secrets, {file}, is gone: restore it, or remove and add the secrets.");
        return ForWriting();
    }

    /// <summary>The cipher to write with; makes the key file if there is none.</summary>
    public FarmSecretCipher ForWriting() =>
        _cipher ??= new FarmSecretCipher(configured is { } key ? key.Span : ReadOrMakeFile());

    private byte[] ReadOrMakeFile()
    {
        if (file is null)
            throw new StorageConfigurationException($"No key for the farms' secrets is configured: {Mend}.");
        try
        {
            return File.Exists(file) ? ReadFile() : MakeFile();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new StorageConfigurationException(
                $"The key for the farms' secrets in {file} cannot be used ({trouble.Message}): mend that, or {Mend}.",
                trouble);
        }
    }

    private byte[] ReadFile()
    {
        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(file!));
            if (key.Length == FarmSecretCipher.KeyBytes)
                return key;
        }
        catch (FormatException)
        {
            // Said below.
        }

        throw new StorageConfigurationException(
            $"The key for the farms' secrets in {file} is damaged: restore it, or {Mend}.");
    }

    private byte[] MakeFile()
    {
        var key = RandomNumberGenerator.GetBytes(FarmSecretCipher.KeyBytes);
        var draft = $"{file}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file!, overwrite: false); // Whole or not there, whoever looks.
            return key;
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft); // Another process was first.
            return ReadFile();
        }
    }
}

using XmppActors.Host.Admin;

namespace XmppActors.Host.TestsRoom.Admin;

public sealed class AdminTokenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("token").FullName;

    private string TokenFile => Path.Combine(_folder, "deep", "admin.token");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_token_is_made_once_for_its_owner_only_and_kept()
    {
        var made = AdminToken.LoadOrCreate(TokenFile);
        var kept = AdminToken.LoadOrCreate(TokenFile);

        Assert.Equal(made.Value, kept.Value);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(TokenFile));
        Assert.True(kept.Accepts(made.Value));
        Assert.False(kept.Accepts(made.Value[1..]));
        Assert.False(kept.Accepts(""));
    }

    [Fact]
    public void A_token_that_others_can_read_is_refused()
    {
        AdminToken.LoadOrCreate(TokenFile);
        File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var trouble = Assert.Throws<UnauthorizedAccessException>(() => AdminToken.LoadOrCreate(TokenFile));

        Assert.Equal($"others can read {TokenFile}: chmod 600 {TokenFile}", trouble.Message);
    }

    [Fact]
    public void A_token_that_can_be_guessed_is_refused()
    {
        AdminToken.LoadOrCreate(TokenFile);
        File.WriteAllText(TokenFile, "secret\n");

        var trouble = Assert.Throws<IOException>(() => AdminToken.Load(TokenFile));

        Assert.Contains("is shorter than 32 characters", trouble.Message, StringComparison.Ordinal);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Host.Accounts;
using XmppActors.Host.Admin;
using XmppActors.Host.Farms;
using XmppActors.Host.Metrics;
using XmppActors.Host.Settings;
using XmppActors.Host.TestsRoom.Running;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.TestsRoom.Admin;

public sealed class AdminListenerTests : IAsyncDisposable
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@localhost");
    private static readonly BareJid Juliet = BareJid.Parse("juliet@localhost");
    private static readonly BareJid Echo = BareJid.Domain("echo.localhost");
    private static readonly BareJid Foreigner = BareJid.Parse("romeo@montague.example");

    private readonly string _folder = Directory.CreateTempSubdirectory("admin").FullName;
    private readonly MetricsCollector _metrics = new();
    private readonly AdminNode _seen = new();
    private readonly TestNode _node = new();
    private readonly HttpClient _http = new();
    private AdminListener? _listener;
    private AdminToken? _token;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_listener is not null)
            await _listener.DisposeAsync();
        _metrics.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Health_tells_a_starting_node_from_a_ready_one_from_a_stopping_one()
    {
        await StartAsync("127.0.0.1:0");

        Assert.Equal((HttpStatusCode.OK, "live\n"), await GetAsync("/health/live"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "starting\n"), await GetAsync("/health/ready"));

        _seen.Started(_node);
        Assert.Equal((HttpStatusCode.OK, "ready\n"), await GetAsync("/health/ready"));

        _node.Trouble = "the database does not answer";
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "the database does not answer\n"), await GetAsync("/health/ready"));

        _seen.Stopping();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "stopping\n"), await GetAsync("/health/ready"));
        Assert.Equal((HttpStatusCode.OK, "live\n"), await GetAsync("/health/live"));
    }

    [Fact]
    public async Task Metrics_are_open_on_loopback_and_want_the_token_elsewhere()
    {
        await StartAsync("127.0.0.1:0");
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/metrics")).Status);
        await _listener!.DisposeAsync();

        await StartAsync("*:0");
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/live")).Status);
        ShowToken();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/metrics")).Status);
    }

    [Theory]
    [InlineData("/commands/account/add")]
    [InlineData("/commands/account/passwd")]
    [InlineData("/commands/account/remove")]
    [InlineData("/commands/farm/secret/add")]
    [InlineData("/commands/farm/secret/remove")]
    [InlineData("/commands/farm/secret/revoke")]
    [InlineData("/commands/farm/drain")]
    [InlineData("/commands/farm/undrain")]
    [InlineData("/commands/farm/weight")]
    [InlineData("/commands/farm/add")]
    [InlineData("/commands/farm/remove")]
    [InlineData("/commands/farm/trace")]
    [InlineData("/commands/cluster/leave")]
    [InlineData("/commands/cluster/down")]
    public async Task Commands_want_the_token_on_loopback_too(string path)
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('0', 64));

        using var response = await _http.PostAsJsonAsync(
            Url(path), new AccountRequest("romeo@localhost", "x"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/commands/account/list")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/commands/farm/list")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/commands/farm/secret/list?domain=x")).Status);
    }

    [Theory]
    [InlineData("account/add", "")]
    [InlineData("account/add", "{")]
    [InlineData("account/add", "{}")]
    [InlineData("account/add", "null")]
    [InlineData("account/add", "{\"address\":\"@\"}")]
    [InlineData("farm/secret/add", "{}")]
    [InlineData("farm/secret/remove", "{\"domain\":\"romeo@localhost\"}")]
    [InlineData("farm/trace", "{}")]
    [InlineData("farm/add", "{\"domain\":\"romeo@localhost\"}")]
    [InlineData("farm/drain", "{\"domain\":\"echo.localhost\",\"instance\":\"a1\"}")]
    [InlineData("farm/weight", "{\"domain\":\"echo.localhost\"}")]
    public async Task A_command_that_cannot_be_read_is_a_bad_request(string command, string body)
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        ShowToken();

        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.PostAsync(Url($"/commands/{command}"), content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await GetAsync("/commands/farm/secret/list")).Status);
    }

    [Fact]
    public async Task Accounts_are_administered_through_the_running_node()
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        using var client = new AdminClient(Url("/"), _token!);
        var accounts = new RemoteAccounts(client);

        Assert.Equal(AccountOutcome.Done, await accounts.AddAsync(Romeo, "swordfish", Cancellation));
        Assert.Equal(AccountOutcome.Exists, await accounts.AddAsync(Romeo, "swordfish", Cancellation));
        Assert.Equal(AccountOutcome.ForeignDomain, await accounts.AddAsync(Foreigner, "x", Cancellation));
        Assert.Equal(AccountOutcome.BadPassword, await accounts.AddAsync(Juliet, "", Cancellation));
        Assert.Equal(AccountOutcome.Done, await accounts.SetPasswordAsync(Romeo, "marlin", Cancellation));
        Assert.Equal([Romeo], await accounts.ListAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(AccountOutcome.Done, await accounts.RemoveAsync(Romeo, Cancellation));
        Assert.Equal(AccountOutcome.Missing, await accounts.RemoveAsync(Romeo, Cancellation));
        Assert.Equal(AccountOutcome.Missing, await accounts.SetPasswordAsync(Romeo, "marlin", Cancellation));
    }

    [Fact]
    public async Task Secrets_of_components_are_administered_through_the_running_node()
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        using var client = new AdminClient(Url("/"), _token!);
        var farms = new RemoteFarms(client);

        var added = await farms.AddSecretAsync(Echo, "a rose", Cancellation);
        Assert.Equal(FarmOutcome.Done, added.Outcome);
        Assert.Equal(
            new SecretAdded(FarmOutcome.OwnDomain, null),
            await farms.AddSecretAsync(BareJid.Domain("localhost"), "a rose", Cancellation));
        Assert.Equal(
            new SecretAdded(FarmOutcome.BadSecret, null), await farms.AddSecretAsync(Echo, "\t", Cancellation));
        var listed = Assert.Single(await farms.ListSecretsAsync(Echo, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(added.Id, listed.Id);
        Assert.Equal(
            [new FarmEntry("echo.localhost", FarmPlaces.Storage, Instances: null)],
            await farms.ListAsync(Cancellation).ToListAsync(Cancellation));
        Assert.Equal(FarmOutcome.Done, await farms.RemoveSecretAsync(Echo, listed.Id, Cancellation));
        Assert.Equal(FarmOutcome.Missing, await farms.RemoveSecretAsync(Echo, listed.Id, Cancellation));
        Assert.Empty(await farms.ListAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_command_to_a_node_that_is_not_ready_says_so()
    {
        await StartAsync("127.0.0.1:0");
        using var client = new AdminClient(Url("/"), _token!);
        var accounts = new RemoteAccounts(client);

        var trouble = await Assert.ThrowsAsync<HttpRequestException>(() => accounts.RemoveAsync(Romeo, Cancellation));

        Assert.Equal("the node is starting or stopping: try again in a moment", trouble.Message);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task StartAsync(string listen)
    {
        Assert.True(ListenAddress.TryParse(listen, out var address));
        _token = AdminToken.LoadOrCreate(Path.Combine(_folder, "admin.token"));
        _listener = await AdminListener.StartAsync(
            address, _seen, _token, _metrics, NullLoggerFactory.Instance, Cancellation);
    }

    private void ShowToken() =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token!.Value);

    private Uri Url(string path) => new($"http://127.0.0.1:{_listener!.Address.Port}{path}");

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(Url(path), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}

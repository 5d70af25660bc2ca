using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using XmppActors.Host.Accounts;
using XmppActors.Host.Admin;
using XmppActors.Host.Metrics;
using XmppActors.Host.Settings;
using XmppActors.Host.TestsRoom.Running;
using XmppActors.Transport.Addresses;

namespace XmppActors.Host.TestsRoom.Admin;

public sealed class AdminListenerTests : IAsyncDisposable
{
    private static readonly BareJid Romeo = BareJid.Parse("romeo@localhost");
    private static readonly BareJid Juliet = BareJid.Parse("juliet@localhost");
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
    public async Task Commands_want_the_token_on_loopback_too(string path)
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", new string('0', 64));

        using var response = await _http.PostAsJsonAsync(
            Url(path), new AccountRequest("romeo@localhost", "x"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/commands/account/list")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"address\":\"@\"}")]
    public async Task A_command_that_cannot_be_read_is_a_bad_request(string body)
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        ShowToken();

        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var response = await _http.PostAsync(Url("/commands/account/add"), content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Accounts_are_administered_through_the_running_node()
    {
        await StartAsync("127.0.0.1:0");
        _seen.Started(_node);
        using var accounts = new RemoteAccounts(Url("/"), _token!);

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
    public async Task A_command_to_a_node_that_is_not_ready_says_so()
    {
        await StartAsync("127.0.0.1:0");
        using var accounts = new RemoteAccounts(Url("/"), _token!);

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

using System.Text.RegularExpressions;

namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>What STYLE asks for and a machine can see.</summary>
public partial class CodeRulesTests
{
    [Fact]
    public void Nothing_blocks_a_thread() => AssertNone("src", BlockingWait());

    [Fact]
    public void No_test_sleeps() =>
        AssertNone("tests", Sleep(), except: ["tests/Host.Tests/Tidy/", "tests/Benchmarks/"]);

    [Fact]
    public void Only_the_build_files_and_one_composition_know_which_engine_runs() =>
        AssertNone("src", EngineNamespace(), except: ["src/Kernel/", "src/Host/Composition/"]);

    [Fact]
    public void Nothing_is_left_to_do_without_an_issue() =>
        AssertNone("src", Unfinished(), Lines.AllOf);

    [Fact]
    public void Nothing_is_swallowed() => AssertNone("src", EmptyCatch());

    [Fact]
    public void Each_log_message_has_an_event_id_of_its_own()
    {
        var ids = from file in Repository.Files("src", "*.cs")
                  from line in Lines.CodeOf(file)
                  let id = EventId().Match(line.Text)
                  where id.Success
                  group line by id.Groups[1].Value into same
                  where same.Count() > 1
                  select string.Join(" and ", same);

        Assert.Empty(ids);
    }

    private static void AssertNone(
        string folder, Regex forbidden, Func<string, IEnumerable<Lines>>? linesOf = null, params string[] except)
    {
        var offenders = from file in Repository.Files(folder, "*.cs")
                        where !except.Any(prefix => file.StartsWith(prefix, StringComparison.Ordinal))
                        from line in (linesOf ?? Lines.CodeOf)(file)
                        where forbidden.IsMatch(line.Text)
                        select line.ToString();

        Assert.Empty(offenders);
    }

    private static void AssertNone(string folder, Regex forbidden, params string[] except) =>
        AssertNone(folder, forbidden, linesOf: null, except);

    /// <summary>Enum values are no waiting, and a poller's own thread may wait for sockets.</summary>
    [GeneratedRegex(
        @"(?<!\bStanzaType)\.Result\b(?!\s*\()|\.GetAwaiter\(\)\.GetResult\("
        + @"|(?<!\bEpoll)\.Wait\(|\.WaitOne\(|\bTask\.Wait(All|Any)\(|\bThread\.Sleep\(")]
    private static partial Regex BlockingWait();

    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(")]
    private static partial Regex Sleep();

    [GeneratedRegex(
        @"\bXmppActors\.Kernel\.(Actor|Bootstrap|Cluster|Configuration|Event)\b"
        + @"|\bAkka\.(Actor|Cluster|Configuration|Dispatch|Event|Pattern|Persistence)\b")]
    private static partial Regex EngineNamespace();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)|\bNotImplementedException\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"catch\b[^{]*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();
}

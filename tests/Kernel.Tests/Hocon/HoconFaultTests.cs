using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.TestsRoom.Hocon;

public class HoconFaultTests
{
    public static TheoryData<string, int, int, string, string> Malformed => new()
    {
        { "a = *:5222", 1, 5, "'*' cannot stand in a value without quotes", "put the whole value in quotes" },
        { "a = x:1 # c", 1, 6, "':' cannot stand in a value without quotes", "put the whole value in quotes" },
        { "a = [ *:1, x ]", 1, 7, "'*' cannot stand in a value without quotes", "put the whole value in quotes" },
        { "x\n", 1, 1, "key x has no value", "write x = value" },
        { "a =\nb = 2", 1, 1, "key a has no value", "write a = value" },
        { "a = ", 1, 1, "key a has no value", "write a = value" },
        { "a { b = }", 1, 5, "key b has no value", "write b = value" },
        { "a { b = 1", 1, 3, "this '{' is never closed", "add the missing '}'" },
        { "a = [1, 2", 1, 5, "this '[' is never closed", "add the missing ']'" },
        { "a = 1 }", 1, 7, "'}' closes nothing", "remove it, or add what opens it" },
        { "a = 1 ]", 1, 7, "']' closes nothing", "remove it, or add what opens it" },
        { "{ a = 1 } b = 2", 1, 11, "text follows the closing '}' of the file", "put it inside the braces" },
        { "[1]", 1, 1, "the file begins with a list", "write key = [ … ]" },
        { "a = \"x", 1, 5, "this text in quotes does not end on its line", "add the closing quote" },
        { "a = \"\"\"x", 1, 5, "this text in three quotes is never closed", "add the missing \"\"\"" },
        { "a = \"\\q\"", 1, 6, "'\\' begins no known escape", "write \\\\" },
        { "a = \"\\u12\"", 1, 6, "\\u needs four hexadecimal digits", "\\u00e9" },
        { "a@b = 1", 1, 2, "'@' cannot stand in a key without quotes", "write \"a@b\" in quotes" },
        { "a..b = 1", 1, 3, "a key is missing here", "stands in quotes" },
        { ".a = 1", 1, 1, "a key is missing here", "stands in quotes" },
        { "a = [1,,2]", 1, 8, "a comma without a value before it", "remove the comma" },
        { ", a = 1", 1, 1, "a comma without a value before it", "remove the comma" },
        { "a = ${b", 1, 5, "this '${' is never closed", "add the missing '}'" },
        { "a = ${}", 1, 7, "a key is missing here", "stands in quotes" },
        { "a = $b", 1, 5, "'$' cannot stand in a value without quotes", "put the whole value in quotes" },
        { "a = [1] x", 1, 9, "text follows a list in one value", "join text with text" },
        { "a = { b = 1 } [2]", 1, 15, "a list follows an object in one value", "join text with text" },
        { "include 5", 1, 1, "include names no file", "write include \"file.conf\"" },
        { "include url(\"http://x\")", 1, 9, "only files can be included", "write include \"file.conf\"" },
        { "include \"x.conf\"", 1, 1, "\"x.conf\" cannot be included here", "only a file includes others" },

        { "a = ${b}", 1, 5, "${b} refers to nothing", "write ${?b} if it may be missing" },
        { "a = ${a}", 1, 5, "${a} refers to nothing", "or only itself" },
        { "a = ${b}\nb = ${a}", 2, 5, "${a} refers to nothing", "set it" },
        { "a = ${b}\nb = ${c}\nc = ${a}", 3, 5, "${a} refers to nothing", "set it" },
        { "a = { b = ${a} }", 1, 5, "an object contains itself", "refer to a part" },
        { "a = [${a}]", 1, 5, "a list contains itself", "refer to a part" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_mistake_is_told_with_its_place_and_its_mend(
        string hocon, int line, int column, string problem, string mend)
    {
        var faults = HoconValueTests.Load(hocon).Faults;

        Assert.NotEmpty(faults);
        Assert.Equal(new HoconOrigin("test.conf", line, column), faults[0].Origin);
        Assert.Contains(problem, faults[0].Problem + "; " + faults[0].Mend, StringComparison.Ordinal);
        Assert.Contains(mend, faults[0].Problem + "; " + faults[0].Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_of_a_text_are_told_together_and_the_rest_is_still_read()
    {
        var document = HoconValueTests.Load("a = *\nb = 1\nc { d = @, e = 2\n}\nf = \"x\ng = 3");

        Assert.Equal([1, 3, 5], document.Faults.Select(f => f.Origin.Line));
        Assert.Equal("""{"b":1,"c":{"e":2},"g":3}""", HoconValueTests.Json(document.Root));
    }

    [Fact]
    public void Braces_within_braces_have_a_bound()
    {
        var deep = string.Concat(Enumerable.Repeat("a {", 5000));

        var faults = HoconValueTests.Load(deep).Faults;

        Assert.Contains(faults, f => f.Problem.StartsWith("more than 100 braces", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_chain_of_substitutions_is_told_instead_of_followed_for_ever()
    {
        var chain = string.Join('\n', Enumerable.Range(0, 5000).Select(i => $"a{i} = ${{a{i + 1}}}"));

        var faults = HoconValueTests.Load(chain).Faults;

        Assert.Contains(faults, f => f.Problem.Contains("lead too deep", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a0 = x\n", "a{1} = ${a{0}}${a{0}}\n")]
    [InlineData("a0 = [x]\n", "a{1} = ${a{0}} ${a{0}}\n")]
    [InlineData("a0 = [x]\n", "a{1} = [${a{0}}, ${a{0}}]\n")]
    [InlineData("a0 = {k = 1}\n", "a{1} = { l = ${a{0}}, r = ${a{0}} }\n")]
    public void Substitutions_that_double_and_double_again_have_a_bound(string first, string next)
    {
        var text = first + string.Concat(Enumerable.Range(0, 60).Select(i => next
            .Replace("{0}", $"{i}", StringComparison.Ordinal).Replace("{1}", $"{i + 1}", StringComparison.Ordinal)));

        var faults = HoconValueTests.Load(text).Faults;

        Assert.Single(faults, f => f.Problem.Contains("grow too large", StringComparison.Ordinal));
    }
}

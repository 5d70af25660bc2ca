using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.TestsRoom.Hocon;

public sealed class HoconIncludeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hocon").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("include \"part.conf\"")]
    [InlineData("include \"part\"")]
    [InlineData("include file(\"part.conf\")")]
    [InlineData("include required(\"part.conf\")")]
    [InlineData("include required(file(\"part.conf\"))")]
    public void An_included_file_stands_where_the_include_stood(string include)
    {
        Write("part.conf", "b = 2");

        var document = Load($"a = 1\n{include}\nc = 3");

        Assert.Empty(document.Faults);
        Assert.Equal("""{"a":1,"b":2,"c":3}""", HoconValueTests.Json(document.Root));
    }

    [Fact]
    public void What_follows_an_include_overrides_it_and_what_precedes_is_overridden()
    {
        Write("part.conf", "a = part\nb = part");

        var document = Load("a = before\ninclude \"part.conf\"\nb = after");

        Assert.Equal("""{"a":"part","b":"after"}""", HoconValueTests.Json(document.Root));
    }

    [Fact]
    public void A_file_is_looked_for_beside_the_including_one()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "inner"));
        Write("inner/one.conf", "include \"two.conf\"");
        Write("inner/two.conf", "a = found");

        var document = Load("include \"inner/one.conf\"");

        Assert.Equal("""{"a":"found"}""", HoconValueTests.Json(document.Root));
    }

    [Fact]
    public void Substitutions_of_an_included_file_are_first_relative_to_the_include()
    {
        Write("part.conf", "x = 1\ny = ${x}\nz = ${outer}");

        var document = Load("outer = 9\nx = 5\ninner { include \"part.conf\" }\ninner.x = 2");

        Assert.Equal("""{"outer":9,"x":5,"inner":{"x":2,"y":2,"z":9}}""", HoconValueTests.Json(document.Root));
    }

    [Fact]
    public void A_missing_file_is_nothing_unless_it_is_required()
    {
        Assert.Empty(Load("include \"absent.conf\"\na = 1").Faults);

        var fault = Assert.Single(Load("a = 1\ninclude required(\"absent.conf\")").Faults);
        Assert.Equal(2, fault.Origin.Line);
        Assert.Contains("\"absent.conf\" to include does not exist", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_names_the_file_that_it_stands_in()
    {
        Write("part.conf", "\nb = @");

        var fault = Assert.Single(Load("include \"part.conf\"").Faults);

        Assert.Equal((Path.Combine(_folder, "part.conf"), 2), (fault.Origin.Source, fault.Origin.Line));
    }

    [Fact]
    public void A_circle_of_includes_is_told()
    {
        Write("part.conf", "include \"main.conf\"");

        var fault = Assert.Single(Load("include \"part.conf\"").Faults);

        Assert.Equal("\"main.conf\" is included by itself", fault.Problem);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private HoconDocument Load(string main)
    {
        Write("main.conf", main);
        return HoconDocument.Load([HoconSource.FromFile(Path.Combine(_folder, "main.conf"))], _ => null);
    }
}

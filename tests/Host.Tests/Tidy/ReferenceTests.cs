using System.Xml.Linq;

namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>Host → Actors → {Transport, Kernel}, and nothing the other way.</summary>
public class ReferenceTests
{
    [Theory]
    [InlineData("Kernel")]
    [InlineData("Transport")]
    [InlineData("Actors", "Transport", "Kernel")]
    [InlineData("Host", "Actors", "Kernel")]
    public void A_project_refers_only_to_those_below_it(string project, params string[] allowed)
    {
        var file = $"src/{project}/{project}.csproj";
        var references = References(file);

        Assert.All(references, reference => Assert.Contains(reference, allowed));
    }

    [Fact]
    public void No_source_project_refers_to_a_test_project()
    {
        foreach (var file in Repository.Files("src", "*.csproj"))
            Assert.DoesNotContain("tests", Repository.Read(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Kernel", "XmppActors.Transport", "XmppActors.Actors", "XmppActors.Host")]
    [InlineData("src/Transport", "XmppActors.Kernel", "XmppActors.Actors", "XmppActors.Host")]
    [InlineData("src/Actors", "XmppActors.Host")]
    public void No_file_names_a_namespace_above_its_own(string folder, params string[] forbidden)
    {
        var offenders = from file in Repository.Files(folder, "*.cs")
                        from line in Lines.CodeOf(file)
                        from name in forbidden
                        where line.Text.Contains($"{name}.", StringComparison.Ordinal)
                            || line.Text.Contains($"{name};", StringComparison.Ordinal)
                        select line.ToString();

        Assert.Empty(offenders);
    }

    private static List<string> References(string file)
    {
        var document = XDocument.Parse(Repository.Read(file));
        var imports = document.Descendants("Import").Select(import => (string?)import.Attribute("Project") ?? "");
        var references = document.Descendants("ProjectReference").ToList();
        if (imports.Any(import => import.EndsWith("Engine.props", StringComparison.Ordinal)))
            references.AddRange(XDocument.Parse(Repository.Read("src/Engine.props")).Descendants("ProjectReference"));
        return [.. references.Select(
            r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))];
    }
}

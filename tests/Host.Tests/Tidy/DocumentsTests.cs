using System.Xml.Linq;
using XmppActors.Host.Settings;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Host.TestsRoom.Tidy;

/// <summary>What README.md, the Dockerfile and .ci/run say is so.</summary>
public class DocumentsTests
{
    [Fact]
    public void The_continuous_integration_runs_the_test_command_of_the_readme()
    {
        const string Command = "dotnet test -c Release";

        Assert.Contains($"\n{Command} ", Repository.Read("README.md"), StringComparison.Ordinal);
        Assert.Contains($" {Command} 2>&1", Repository.Read(".ci/run"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_readme_gives_a_reason_for_each_package()
    {
        var packages = XDocument.Parse(Repository.Read("Directory.Packages.props"))
            .Descendants("PackageVersion").Select(package => (string)package.Attribute("Include")!);
        var table = Repository.Read("README.md").Split('\n').Where(line => line.StartsWith('|')).ToList();

        Assert.All(packages, package => Assert.Contains(
            table, row => row.Split('|')[1].Split(',').Any(name => name.Trim() == package)));
    }

    [Fact]
    public void The_readme_names_keys_that_exist()
    {
        var reference = HoconDocument.Load([ConfigurationLayers.Reference]).Root;
        var keys = Repository.Read("README.md").Split('\n')
            .Where(line => line.StartsWith("| `xmpp.", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.All(keys, key => Assert.True(reference.TryFind(HoconPath.Parse(key), out _), key));
    }

    [Fact]
    public void Links_of_the_documents_lead_somewhere()
    {
        var links = from file in new[] { "README.md", "ARCHITECTURE.md" }.Concat(Repository.Files("docs", "*.md"))
                    from rest in Repository.Read(file).Split("](").Skip(1)
                    let link = rest.Split(')')[0].Split('#')[0]
                    where link.Length > 0 && !link.Contains("://", StringComparison.Ordinal)
                    select (File: file, Link: Path.Combine(Path.GetDirectoryName(file)!, link));

        Assert.All(links, each => Assert.True(
            Path.Exists(Path.Combine(Repository.Root, each.Link)), $"{each.File}: {each.Link}"));
    }

    [Fact]
    public void The_Dockerfile_copies_what_there_is()
    {
        var sources = Repository.Read("docker/Dockerfile").Split('\n')
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal))
            .Where(line => !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]);

        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), source));
    }
}

using System.Text;
using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.TestsRoom.Hocon;

public class HoconFuzzTests
{
    private const string Seed = """"
        xmpp {
          domains = ["localhost"] # ours
          c2s { listen = ["*:5222"], require-tls = on, limit = 1.5 MiB }
          farms { "echo.localhost" { secrets = ["change-me", ${?SECRET}] } }
          base = { a = 1, b = ${xmpp.base.a} } { c = 2 }
          list += ${xmpp.base}
          text = """several
            lines"""
          path = ${?path}":x" // back
          include = "nothing.conf"
        }
        """";

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "\"\"\"", "${", "${?", "}", "=", "+=", ":", ",", "\n", "#", "//", "\\", ".",
        "include ", "a", "xmpp", "\0", "é",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_the_text_reading_ends_with_a_tree_or_with_faults_in_place(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 5000; round++)
        {
            var text = Mutate(random);

            var document = HoconDocument.Load([HoconSource.FromText("fuzz", text)], _ => null);

            var lines = text.Count(c => c == '\n') + 1;
            Assert.All(document.Faults, fault => Assert.InRange(fault.Origin.Line, 1, lines));
            if (document.Faults.Count == 0)
                AssertReadsBack(document.Root, text);
        }
    }

    private static void AssertReadsBack(HoconObject root, string text)
    {
        var again = HoconDocument.Load([HoconSource.FromText("again", HoconWriter.Write(root))], _ => null);
        Assert.True(again.Faults.Count == 0, text);
        Assert.Equal(HoconValueTests.Json(root), HoconValueTests.Json(again.Root));
    }

    private static string Mutate(Random random)
    {
        var text = new StringBuilder(Seed);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0: text.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 1: text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)); break;
                default: text[at] = Pieces[random.Next(Pieces.Length)][0]; break;
            }
        }

        return text.ToString();
    }
}

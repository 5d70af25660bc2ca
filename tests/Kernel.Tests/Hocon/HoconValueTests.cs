using XmppActors.Kernel.Hocon;

namespace XmppActors.Kernel.TestsRoom.Hocon;

public class HoconValueTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "a = 1", """{"a":1}""" },
        { "a : 1", """{"a":1}""" },
        { "{ a : 1 }", """{"a":1}""" },
        { "", "{}" },
        { "# only a comment", "{}" },
        { "a = 1 # one\n// two\nb = 2 // three", """{"a":1,"b":2}""" },
        { "\uFEFFa = 1", """{"a":1}""" },
        { "a = 1\r\nb = 2\r\n", """{"a":1,"b":2}""" },
        { "a = 1, b = 2,", """{"a":1,"b":2}""" },
        { "a =\n  1", """{"a":1}""" },
        { "a { b { c = 1 } }", """{"a":{"b":{"c":1}}}""" },
        { "a.b.c = 1", """{"a":{"b":{"c":1}}}""" },
        { "a . b = 1", """{"a":{"b":1}}""" },
        { "a b . c = 1", """{"a b":{"c":1}}""" },
        { "1.5 = x", """{"1":{"5":"x"}}""" },
        { "\"a.b\".c = 1", """{"a.b":{"c":1}}""" },
        { "\"\" = 1", """{"":1}""" },
        { "farms { \"echo.localhost\" { secrets = [\"x\"] } }", """{"farms":{"echo.localhost":{"secrets":["x"]}}}""" },
        { "a = hello world  ", """{"a":"hello world"}""" },
        { "a = one   \"two\"  three", """{"a":"one   two  three"}""" },
        { "a = \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "{\"a\":\"\\\"\\\\/\\b\\f\\n\\r\\t\u00e9\"}" },
        { "a = \"\"\"one\ntwo \"quoted\" \\n\"\"\"", "{\"a\":\"one\\ntwo \\\"quoted\\\" \\\\n\"}" },
        { "a = \"\"\"four\"\"\"\"", "{\"a\":\"four\\\"\"}" },
        { "a = \"\"", """{"a":""}""" },
        { "a = 1e+5", """{"a":"1e+5"}""" },
        { "a = null", """{"a":null}""" },
        { "a = \"null\"", """{"a":"null"}""" },
        { "a = [1, 2\n 3 \n , 4,]", """{"a":[1,2,3,4]}""" },
        { "a = [[1],[ ],{b=1}]", """{"a":[[1],[],{"b":1}]}""" },
        { "a = [1] [2]", """{"a":[1,2]}""" },
        { "a = { b = 1 } { c = 2 }", """{"a":{"b":1,"c":2}}""" },
        { "a = /path/to", """{"a":"/path/to"}""" },
        { "include = 1", """{"include":1}""" },
        { "includes = 1", """{"includes":1}""" },
    };

    public static TheoryData<string, string> Merges => new()
    {
        { "a = 1\na = 2", """{"a":2}""" },
        { "a { b = 1 }\na { c = 2 }", """{"a":{"b":1,"c":2}}""" },
        { "a { b = 1 }\na.c = 2", """{"a":{"b":1,"c":2}}""" },
        { "a { b = 1 }\na = 2\na { c = 3 }", """{"a":{"c":3}}""" },
        { "a = [1]\na = [2]", """{"a":[2]}""" },
        { "a = [1]\na += 2\na += 3", """{"a":[1,2,3]}""" },
        { "a += 1", """{"a":[1]}""" },
        { "b { a += 1 }\nb.a += 2", """{"b":{"a":[1,2]}}""" },
        { "b = [ { a = [1], a += 2 } ]", """{"b":[{"a":[1,2]}]}""" },
    };

    public static TheoryData<string, string> Substitutions => new()
    {
        { "a = 1\nb = ${a}", """{"a":1,"b":1}""" },
        { "b = ${a}\na = 1", """{"b":1,"a":1}""" },
        { "a = x\nb = ${a}/${a} y", """{"a":"x","b":"x/x y"}""" },
        { "a = ${?missing}", "{}" },
        { "a = 1\na = ${?missing}", """{"a":1}""" },
        { "a = [1, ${?missing}, 2]", """{"a":[1,2]}""" },
        { "a = ${?missing}foo", """{"a":"foo"}""" },
        { "a = ${HOME_OF_X}", """{"a":"/srv/x"}""" },
        { "a = 1\na = ${?HOME_OF_X}", """{"a":"/srv/x"}""" },
        { "HOME_OF_X = here\na = ${HOME_OF_X}", """{"HOME_OF_X":"here","a":"here"}""" },
        { "a = { b = 1 }\nc = ${a} { d = 2 }", """{"a":{"b":1},"c":{"b":1,"d":2}}""" },
        { "a = [1]\nb = ${a} [2]", """{"a":[1],"b":[1,2]}""" },
        { "\"x.y\" = 1\nb = ${\"x.y\"}", """{"x.y":1,"b":1}""" },

        // Self-reference looks back (HOCON.md, "Self-Referential Substitutions").
        { "path = \"a:b\"\npath = ${path}\":c\"", """{"path":"a:b:c"}""" },
        { "a = ${?a}foo", """{"a":"foo"}""" },
        { "foo { a { c = 1 } }\nfoo = ${foo.a}\nfoo { a = 2 }", """{"foo":{"a":2,"c":1}}""" },
        { "bar { foo = 42, baz = ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""" },
        { "bar { foo = 42, baz = ${bar.foo} }\nbar { foo = 43 }", """{"bar":{"foo":43,"baz":43}}""" },
        {
            "bar { a = ${foo.d}, b = 1 }\nbar.b = 3\nfoo { c = ${bar.b}, d = 2 }\nfoo.d = 4",
            """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}"""
        },
        { "a = ${b}\nb = { c = 1, d = ${a.c} }", """{"a":{"c":1,"d":1},"b":{"c":1,"d":1}}""" },

        // What is hidden is never evaluated.
        { "a = ${missing}\na = 1", """{"a":1}""" },
        { "a { b = ${missing} }\na = 1", """{"a":1}""" },
        { "a = 1\nb = ${a}\na = 2", """{"a":2,"b":2}""" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    [MemberData(nameof(Merges))]
    [MemberData(nameof(Substitutions))]
    public void A_text_gives_its_tree(string hocon, string expected)
    {
        var document = Load(hocon);

        Assert.Empty(document.Faults);
        Assert.Equal(expected, Json(document.Root));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    [MemberData(nameof(Merges))]
    [MemberData(nameof(Substitutions))]
    public void A_tree_written_and_read_again_is_the_same(string hocon, string expected)
    {
        var written = HoconWriter.Write(Load(hocon).Root);

        var again = Load(written);

        Assert.Empty(again.Faults);
        Assert.Equal(expected, Json(again.Root));
    }

    [Fact]
    public void A_stronger_layer_changes_what_a_weaker_one_refers_to()
    {
        var weak = HoconSource.FromText("weak", "host = localhost\nurl = \"http://\"${host}");
        var strong = HoconSource.FromText("strong", "host = montague.example");

        var document = HoconDocument.Load([weak, strong], _ => null);

        Assert.Equal("""{"host":"montague.example","url":"http://montague.example"}""", Json(document.Root));
    }

    [Fact]
    public void Each_value_knows_where_it_was_written()
    {
        var document = Load("a {\n  b = 1\n  c = [x, y]\n}");

        Assert.True(document.Root.TryFind(HoconPath.Parse("a.c"), out var list));
        Assert.Equal(new HoconOrigin("test.conf", 3, 7), list.Origin);
        Assert.Equal(new HoconOrigin("test.conf", 3, 11), ((HoconArray)list).Items[1].Origin);
    }

    [Theory]
    [InlineData("*:5222", """{"k":"*:5222"}""")]
    [InlineData("[\"*:5222\", \"*:5223\"]", """{"k":["*:5222","*:5223"]}""")]
    [InlineData("on", """{"k":"on"}""")]
    [InlineData("pass#word", """{"k":"pass#word"}""")]
    [InlineData("a//b", """{"k":"a//b"}""")]
    [InlineData("a,b", """{"k":"a,b"}""")]
    [InlineData("", """{"k":""}""")]
    [InlineData("postgres://romeo:secret@host/xmpp", """{"k":"postgres://romeo:secret@host/xmpp"}""")]
    public void An_assignment_from_a_command_line_needs_no_quotes(string value, string expected)
    {
        var document = HoconDocument.Load([HoconSource.FromAssignment("--set", "k", value)]);

        Assert.Empty(document.Faults);
        Assert.Equal(expected, Json(document.Root));
    }

    internal static HoconDocument Load(string hocon) => HoconDocument.Load(
        [HoconSource.FromText("test.conf", hocon)],
        name => name == "HOME_OF_X" ? "/srv/x" : null);

    internal static string Json(HoconNode node) => node switch
    {
        HoconScalar { IsNull: true } => "null",
        HoconScalar scalar when !scalar.IsQuoted && long.TryParse(scalar.Text, out _) => scalar.Text,
        HoconScalar scalar => JsonEncode(scalar.Text),
        HoconArray array => $"[{string.Join(',', array.Items.Select(Json))}]",
        _ => $"{{{string.Join(',', ((HoconObject)node).Fields.Select(f => $"{JsonEncode(f.Key)}:{Json(f.Value)}"))}}}",
    };

    private static string JsonEncode(string text) => System.Text.Json.JsonSerializer.Serialize(text, Readable);

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

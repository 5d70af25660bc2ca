namespace XmppActors.Kernel.Hocon;

/// <content><c>include "file"</c>, <c>include file("file")</c>, <c>include required(…)</c>.</content>
internal sealed partial class HoconParser
{
    private const string IncludeMend = "write include \"file.conf\", or include required(\"file.conf\")";

    private bool AtInclude()
    {
        if (!AtText("include"))
            return false;
        var next = _at + "include".Length;
        return next < _text.Length && (IsInlineBlank(_text[next]) || _text[next] == '"') && !IncludeIsKey(next);
    }

    /// <summary>A key that merely begins so, as in <c>include = 1</c>: the word is a statement only before a
    /// file.</summary>
    private bool IncludeIsKey(int at)
    {
        while (at < _text.Length && IsInlineBlank(_text[at]))
            at++;
        return at < _text.Length && _text[at] is '=' or ':' or '{' or '+' or '.';
    }

    private bool ParseInclude(ObjectSyntax into)
    {
        var origin = Here;
        for (var i = 0; i < "include".Length; i++)
            Advance();
        SkipInline();

        var required = TrySkip("required(");
        SkipInline();
        var inFile = TrySkip("file(");
        SkipInline();
        if (AtText("url(") || AtText("classpath("))
        {
            Fault(Here, "only files can be included", IncludeMend);
            return false;
        }

        if (Current != '"')
        {
            Fault(origin, "include names no file", IncludeMend);
            return false;
        }

        if (ParseQuoted() is not { } name)
            return false;
        for (var open = (required ? 1 : 0) + (inFile ? 1 : 0); open > 0; open--)
        {
            SkipInline();
            if (!TrySkip(")"))
            {
                Fault(origin, "a ')' is missing after the file of this include", IncludeMend);
                return false;
            }
        }

        return Include(into, origin, name, required);
    }

    private bool TrySkip(string text)
    {
        if (!AtText(text))
            return false;
        for (var i = 0; i < text.Length; i++)
            Advance();
        return true;
    }

    /// <summary>True also when the file could not be had: the fault is told, and the next member stands for
    /// itself.</summary>
    private bool Include(ObjectSyntax into, HoconOrigin origin, string name, bool required)
    {
        if (_source.FullPath is not { } including)
        {
            Fault(
                origin,
                $"\"{name}\" cannot be included here",
                "only a file includes others: its own folder is where they are looked for");
            return true;
        }

        if (HoconIncludes.Find(including, name) is not { } path)
        {
            if (required)
            {
                var folder = Path.GetDirectoryName(including);
                Fault(
                    origin,
                    $"the file \"{name}\" to include does not exist in {folder}",
                    "create it, mend the name, or drop required()");
            }

            return true;
        }

        if (_includes.Contains(path) || _includes.IsFull)
        {
            Fault(origin, $"\"{name}\" is included by itself", "break the circle of includes");
            return true;
        }

        if (TryRead(path, origin, name) is not { } source)
            return true;
        var place = _path is null ? null : _includedAt?.Then(_path);
        into.Include(new HoconParser(source, _faults, _includes, place).ParseRoot());
        return true;
    }

    private HoconSource? TryRead(string path, HoconOrigin origin, string name)
    {
        try
        {
            return HoconSource.FromFile(path);
        }
        catch (Exception trouble) when (
            trouble is IOException or UnauthorizedAccessException or System.Text.DecoderFallbackException)
        {
            Fault(
                origin,
                $"\"{name}\" cannot be read: {trouble.Message.TrimEnd('.')}",
                "give the server's user the right to read it, as UTF-8 text");
            return null;
        }
    }
}

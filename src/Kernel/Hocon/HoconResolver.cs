namespace XmppActors.Kernel.Hocon;

/// <summary>Merges layers and duplicate keys, and answers substitutions, by evaluating only what is asked
/// for.</summary>
/// <remarks>HOCON.md, "Substitutions": a field is a stack of assignments, latest on top. A <see cref="Shape"/> is what
/// a stack amounts to one level deep; an object stays a list of its parts, so that a hidden or unneeded field is never
/// evaluated, references look forward to final values, and a reference to a field that is just being evaluated looks
/// back, below it.</remarks>
internal sealed class HoconResolver(
    IReadOnlyList<ObjectSyntax> layers, Func<string, string?> environment, List<HoconFault> faults)
{
    /// <summary>Bounds the work that references can multiply: a configuration far beyond any use.</summary>
    private const int MaxSteps = 300_000;
    private const int MaxDepth = 200;
    private const int MaxTextLength = 1 << 18;

    private readonly HashSet<Syntax> _evaluating = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Kind, IReadOnlyList<Syntax> Parts)> _building = [];
    private int _steps;
    private int _depth;
    private bool _exhausted;

    private abstract record Shape(HoconOrigin Origin);
    private sealed record TextShape(HoconOrigin Origin, string Text, bool Quoted) : Shape(Origin);
    private sealed record ArrayShape(HoconOrigin Origin, IReadOnlyList<Syntax> Items) : Shape(Origin);
    private sealed record ObjectShape(HoconOrigin Origin, IReadOnlyList<ObjectSyntax> Parts) : Shape(Origin);

    public HoconObject Resolve()
    {
        if (layers.Count == 0)
            return HoconObject.Empty;
        return (HoconObject?)Build(new ObjectShape(layers[^1].Origin, layers)) ?? HoconObject.Empty;
    }

    /// <summary>Turns a shape into final nodes; null where a fault (already told) left nothing.</summary>
    private HoconNode? Build(Shape shape)
    {
        switch (shape)
        {
            case TextShape text:
                return new HoconScalar(text.Origin, text.Text, text.Quoted);
            case ArrayShape array:
                return BuildArray(array);
            default:
                return BuildObject((ObjectShape)shape);
        }
    }

    private HoconArray? BuildArray(ArrayShape array)
    {
        if (!Begin(array.Origin, array.Items, "a list"))
            return null;
        var items = new List<HoconNode>();
        foreach (var item in array.Items)
        {
            if (Evaluate([item]) is { } shape && Build(shape) is { } node)
                items.Add(node);
        }

        End();
        return new HoconArray(array.Origin, items);
    }

    private HoconObject? BuildObject(ObjectShape shape)
    {
        if (!Begin(shape.Origin, shape.Parts, "an object"))
            return null;
        var fields = new OrderedDictionary<string, HoconNode>();
        foreach (var part in shape.Parts)
        {
            foreach (var key in part.Fields.Keys)
            {
                if (fields.ContainsKey(key))
                    continue;
                if (Evaluate(Child(shape, key)) is { } child && Build(child) is { } node)
                    fields.Add(key, node);
            }
        }

        End();
        return new HoconObject(shape.Origin, fields);
    }

    /// <summary>The same parts within themselves would go on for ever: <c>a = { b = ${a} }</c>.</summary>
    private bool Begin(HoconOrigin origin, IReadOnlyList<Syntax> parts, string kind)
    {
        if (parts.Count > 0 && _building.Any(outer => outer.Kind == kind && outer.Parts.SequenceEqual(parts)))
        {
            Fault(
                origin,
                $"{kind} contains itself through a substitution",
                "refer to a part of it that does not lead back here");
            return false;
        }

        if (!Enter(origin))
            return false;
        _building.Add((kind, parts));
        return true;
    }

    private void End()
    {
        _building.RemoveAt(_building.Count - 1);
        _depth--;
    }

    private static List<Syntax> Child(ObjectShape shape, string key)
    {
        var stack = new List<Syntax>();
        foreach (var part in shape.Parts)
        {
            if (part.Fields.TryGetValue(key, out var assignments))
                stack.AddRange(assignments);
        }

        return stack;
    }

    /// <summary>What a stack of assignments amounts to; null when it amounts to nothing.</summary>
    private Shape? Evaluate(List<Syntax> stack)
    {
        // What is being evaluated just now cannot be part of its own value: look back, below it.
        var top = stack.Count;
        for (var i = stack.Count - 1; i >= 0; i--)
        {
            if (_evaluating.Contains(stack[i]))
                top = i;
        }

        return Evaluate(stack, top);
    }

    private Shape? Evaluate(List<Syntax> stack, int top)
    {
        ObjectShape? above = null;
        for (var i = top - 1; i >= 0; i--)
        {
            switch (EvaluateOne(stack, i))
            {
                case null:
                    continue;
                case ObjectShape below:
                    above = above is null ? below : new ObjectShape(above.Origin, [.. below.Parts, .. above.Parts]);
                    break;
                case var other:
                    return above ?? other;
            }
        }

        return above;
    }

    private Shape? EvaluateOne(List<Syntax> stack, int index)
    {
        var syntax = stack[index];
        if (syntax is TextSyntax text)
            return new TextShape(text.Origin, text.Text, text.Quoted);
        if (syntax is ArraySyntax array)
            return new ArrayShape(array.Origin, array.Items);
        if (syntax is ObjectSyntax fields)
            return new ObjectShape(fields.Origin, [fields]);

        if (!Enter(syntax.Origin))
            return null;
        _evaluating.Add(syntax);
        var shape = syntax is SubstitutionSyntax substitution
            ? Substitute(substitution)
            : Concatenate((ConcatenationSyntax)syntax, stack, index);
        _evaluating.Remove(syntax);
        _depth--;
        return shape;
    }

    private Shape? Substitute(SubstitutionSyntax substitution)
    {
        foreach (var path in substitution.Paths)
        {
            if (LookUp(path) is { } found)
                return found;
        }

        var name = string.Join('.', substitution.Written.Keys);
        if (environment(name) is { } value)
            return new TextShape(new HoconOrigin($"environment variable {name}", 0, 0), value, Quoted: true);
        if (!substitution.Optional && !_exhausted)
        {
            Fault(
                substitution.Origin,
                $"${{{substitution.Written}}} refers to nothing: no key, no environment variable, or only itself",
                $"set it, or write ${{?{substitution.Written}}} if it may be missing");
        }

        return null;
    }

    private Shape? LookUp(HoconPath path)
    {
        Shape? shape = new ObjectShape(default, layers);
        foreach (var key in path.Keys)
        {
            if (shape is not ObjectShape fields)
                return null;
            shape = Evaluate(Child(fields, key));
        }

        return shape;
    }

    private Shape? Concatenate(ConcatenationSyntax concatenation, List<Syntax> stack, int index)
    {
        Shape? whole = null;
        TextShape? blank = null;
        foreach (var syntax in concatenation.Parts)
        {
            if (syntax is TextSyntax { IsBlank: true } space)
            {
                blank = new TextShape(space.Origin, space.Text, Quoted: false);
                continue;
            }

            var part = syntax is PreviousSyntax ? Evaluate(stack, index) : EvaluateOne([syntax], 0);
            if (part is null)
                continue;
            if (blank is not null && whole is TextShape && part is TextShape)
                whole = Join(whole, blank);
            blank = null;
            whole = whole is null ? part : Join(whole, part);
            if (whole is null)
                return null;
        }

        return whole;
    }

    private Shape? Join(Shape left, Shape right)
    {
        switch (left, right)
        {
            case (TextShape a, TextShape b):
                if (a.Text.Length + b.Text.Length > MaxTextLength || !Spend((a.Text.Length + b.Text.Length) / 64))
                    return Exhaust(b.Origin);
                return new TextShape(a.Origin, a.Text + b.Text, a.Quoted || b.Quoted);
            case (ArrayShape a, ArrayShape b):
                if (!Spend(a.Items.Count + b.Items.Count))
                    return Exhaust(b.Origin);
                return new ArrayShape(a.Origin, [.. a.Items, .. b.Items]);
            case (ObjectShape a, ObjectShape b):
                if (!Spend(a.Parts.Count + b.Parts.Count))
                    return Exhaust(b.Origin);
                return new ObjectShape(a.Origin, [.. a.Parts, .. b.Parts]);
            default:
                Fault(
                    right.Origin,
                    $"{Kind(right)} follows {Kind(left)} in one value",
                    "join text with text, a list with a list, an object with an object");
                return null;
        }
    }

    private static string Kind(Shape shape) => shape switch
    {
        TextShape => "text",
        ArrayShape => "a list",
        _ => "an object",
    };

    private bool Enter(HoconOrigin origin)
    {
        if (!Spend(1) || _depth >= MaxDepth)
        {
            Exhaust(origin);
            return false;
        }

        _depth++;
        return true;
    }

    private bool Spend(int steps) => !_exhausted && (_steps += steps) <= MaxSteps;

    private Shape? Exhaust(HoconOrigin origin)
    {
        if (!_exhausted)
            Fault(
                origin,
                "the substitutions reached from here lead too deep or grow too large",
                "write values out instead of referring on and on");
        _exhausted = true;
        return null;
    }

    private void Fault(HoconOrigin origin, string problem, string mend)
    {
        if (faults.Count < HoconDocument.MaxFaults)
            faults.Add(new HoconFault(origin, problem, mend));
    }
}

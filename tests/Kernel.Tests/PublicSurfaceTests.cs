using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel;

/// <summary>The kernel's public surface is a strict subset of Akka.NET's; what it grows by is a reviewed decision.</summary>
public sealed class PublicSurfaceTests
{
    private const string AcceptVariable = "ACCEPT_PUBLIC_SURFACE";

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var actual = Describe(typeof(ActorSystem).Assembly);
        if (Environment.GetEnvironmentVariable(AcceptVariable) is "1") File.WriteAllText(ApprovedPath(), actual);

        var approved = File.ReadAllText(ApprovedPath());

        Assert.True(
            approved == actual,
            "The kernel's public surface has changed. If Akka.NET 1.5 has the same members, or they are in the Bootstrap namespace, "
            + $"accept them with {AcceptVariable}=1 in the environment of this test and commit PublicSurface.approved.txt.\n"
            + string.Join('\n', Difference(approved, actual)));
    }

    private static string ApprovedPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "PublicSurface.approved.txt");

    private static IEnumerable<string> Difference(string approved, string actual)
    {
        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        return [.. before.Except(after).Select(line => "- " + line.Trim()), .. after.Except(before).Select(line => "+ " + line.Trim())];
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        // HOCON's own model (origins, faults) is not Akka.NET's and no engine's: a room like any other.
        var types = assembly.GetExportedTypes().Where(type => type.Namespace != "XmppActors.Kernel.Hocon")
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var type in types)
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append(Bases(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate))) return "";
        var bases = type.GetInterfaces().Where(i => i.IsVisible).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType)) bases.Insert(0, Name(parent));
        return bases.Count == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.Public | BindingFlags.NonPublic;
        if (type.IsEnum) return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt32(Enum.Parse(type, name))}");
        if (type.IsSubclassOf(typeof(Delegate))) return [Signature(type.GetMethod("Invoke")!)];
        return
        [
            .. type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{Access(c)}.ctor({Parameters(c)})"),
            .. type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily)
                .Select(f => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name}"),
            .. type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property),
            .. type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)))
                .Select(Signature),
        ];
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(true).Where(IsVisible).ToArray();
        var names = accessors.Select(a => a.ReturnType == typeof(void) ? (a.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init" : "set") : "get");
        return $"{Access(accessors[0])}{Name(property.PropertyType)} {property.Name} {{ {string.Join("; ", names)}; }}";
    }

    private static string Signature(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Access(method)}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Access(MethodBase method) => string.Concat(
        method.IsPublic ? "" : "protected ",
        method.IsStatic ? "static " : "",
        method.DeclaringType!.IsInterface || method.IsStatic ? ""
            : method.IsAbstract ? "abstract "
            : method is MethodInfo { IsVirtual: true } m && m.GetBaseDefinition() != m ? (m.IsFinal ? "sealed override " : "override ")
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => string.Concat(
        p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "",
        p.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "",
        Name(p.ParameterType),
        " ",
        p.Name,
        p.HasDefaultValue ? $" = {p.DefaultValue switch { null => "null", string s => $"\"{s}\"", var value => value }}" : "")));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsByRef) return "out " + Name(type.GetElementType()!);
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Name(underlying) + "?";
        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}"
            : type.Namespace?.StartsWith("XmppActors.Kernel", StringComparison.Ordinal) is true ? $"{type.Namespace["XmppActors.".Length..]}.{type.Name}"
            : type.Name;
        if (!type.IsGenericType) return name;
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace XmppActors.Kernel.Actor;

/// <summary>Where an actor stands: its system, its ancestors' names and its own, and which incarnation of that name it is.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The surface is Akka.NET's.")]
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>What a name may hold besides ASCII letters and digits.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private protected ActorPath(Address address, ActorPath? parent, string name, long uid)
    {
        Address = address;
        ParentOrNull = parent;
        Name = name;
        Uid = uid;
    }

    public Address Address { get; }

    public string Name { get; }

    /// <summary>The path itself, for the root.</summary>
    public ActorPath Parent => ParentOrNull ?? this;

    /// <summary>Tells incarnations of one name apart; 0 for what has only one.</summary>
    public long Uid { get; }

    /// <summary>The names from below the root down to this one.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new List<string>();
            for (var path = this; path.ParentOrNull is not null; path = path.ParentOrNull) elements.Add(path.Name);
            elements.Reverse();
            return elements;
        }
    }

    private protected ActorPath? ParentOrNull { get; }

    /// <summary>Whether a string may be an actor's name: no <c>$</c> in front, and <c>%</c> only before two hexadecimal digits.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(s[i]) || ValidSymbols.Contains(s[i])) continue;
            if (s[i] != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2]))
                return false;
            i += 2;
        }

        return true;
    }

    public string ToStringWithoutAddress()
    {
        if (ParentOrNull is null) return "/";
        var text = new StringBuilder();
        foreach (var element in Elements) text.Append('/').Append(element);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToSerializationFormat"/> or <c>ToString</c> wrote.</summary>
    /// <exception cref="FormatException">It is no such text.</exception>
    public static ActorPath Parse(string path) => TryParse(path, out var actorPath)
        ? actorPath
        : throw new FormatException($"\"{path}\" is not an actor's path with an address.");

    public static bool TryParse(string? path, [NotNullWhen(true)] out ActorPath? actorPath)
    {
        actorPath = null;
        if (path is null || !Address.TryParse(path, out var address, out var rest)) return false;
        var uid = 0L;
        var hash = rest.LastIndexOf('#');
        if (hash >= 0)
        {
            if (!long.TryParse(rest.AsSpan(hash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out uid)) return false;
            rest = rest[..hash];
        }

        actorPath = Of(address, rest, uid);
        return actorPath is not null;
    }

    /// <summary>Address, path and incarnation.</summary>
    public string ToSerializationFormat() => Uid == 0 ? ToString() : $"{this}#{Uid}";

    /// <param name="address">Whose actor.</param>
    /// <param name="path">Its place, as <see cref="ToStringWithoutAddress"/> writes it.</param>
    /// <param name="uid">Its incarnation.</param>
    internal static ActorPath? Of(Address address, string path, long uid)
    {
        ActorPath found = new RootActorPath(address);
        if (path is "/" or "") return found;
        var elements = path.Split('/');
        if (elements[0].Length != 0) return null;
        for (var i = 1; i < elements.Length; i++)
        {
            var element = elements[i];
            var isValid = IsValidPathElement(element.StartsWith('$') ? element[1..] : element);
            if (!isValid) return null;
            found = new ChildActorPath(found, element, i == elements.Length - 1 ? uid : 0);
        }

        return found;
    }

    public override string ToString() => Address + ToStringWithoutAddress();

    /// <summary>Compares places, not incarnations.</summary>
    public bool Equals(ActorPath? other)
    {
        for (var mine = this; ; mine = mine.ParentOrNull, other = other.ParentOrNull)
        {
            if (ReferenceEquals(mine, other)) return true;
            if (mine is null || other is null || mine.Name != other.Name || mine.Address != other.Address) return false;
        }
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => HashCode.Combine(Name, ParentOrNull?.Name, Address);

    public int CompareTo(ActorPath? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <summary>A path below.</summary>
    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);
}

/// <summary>The place above all others of a system.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "") : base(address, null, name, 0)
    {
    }
}

public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid) : base(parentPath.Address, parentPath, name, uid)
    {
    }
}

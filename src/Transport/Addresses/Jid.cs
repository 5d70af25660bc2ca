using System.Diagnostics.CodeAnalysis;
using System.Text.Unicode;

namespace XmppActors.Transport.Addresses;

/// <summary>An XMPP address (RFC 7622): immutable and normalised, so two equal addresses are equal by their
/// text.</summary>
/// <remarks>
/// Either a <see cref="BareJid"/> or a <see cref="FullJid"/>. Compared ordinally by <see cref="Value"/>. The hash code
/// is randomised per process: it must not leave it.
/// </remarks>
public abstract class Jid : IEquatable<Jid>
{
    /// <summary>The longest address on the wire: three parts of 1023 bytes and two separators (RFC 7622
    /// §3.1).</summary>
    public const int MaxBytes = (3 * MaxPartBytes) + 2;

    internal const int MaxPartBytes = 1023;

    private readonly int _hash;
    private byte[]? _attributeBytes;

    private protected Jid(string? localpart, string domainpart, string value)
    {
        Localpart = localpart;
        Domainpart = domainpart;
        Value = value;
        _hash = value.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The part before <c>@</c>, or null; never empty.</summary>
    public string? Localpart { get; }

    /// <summary>The domain: lower case, labels as U-labels, no trailing dot; an IPv6 address keeps its
    /// brackets.</summary>
    public string Domainpart { get; }

    /// <summary>The part after the first <c>/</c>, or null; never empty.</summary>
    public virtual string? Resourcepart => null;

    /// <summary>This address without its resourcepart: the address itself, or an object that it keeps.</summary>
    public abstract BareJid Bare { get; }

    /// <summary>The normalised text.</summary>
    public string Value { get; }

    /// <summary>No localpart and no resourcepart: a server, a component, a room service.</summary>
    public bool IsDomain => Localpart is null && Resourcepart is null;

    /// <summary>UTF-8 of <see cref="Value"/>, escaped for an attribute in single quotes; made once. Not to be written
    /// to.</summary>
    public ReadOnlyMemory<byte> AttributeBytes => _attributeBytes ??= AttributeText.Escape(Value);

    /// <summary>Reads an address. False for anything that RFC 7622 forbids: the sender's mistake, answered with
    /// <c>jid-malformed</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Jid? jid)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > JidCache.MaxKeyBytes)
            return JidParser.TryParse(text, out jid);
        Span<byte> utf8 = stackalloc byte[3 * JidCache.MaxKeyBytes];
        jid = null;
        return Utf8.FromUtf16(text, utf8, out _, out var written, replaceInvalidSequences: false)
            == System.Buffers.OperationStatus.Done && TryParse(utf8[..written], out jid);
    }

    /// <summary>
    /// Reads an address from UTF-8 in which XML's references are already resolved. An address seen lately comes out of
    /// a bounded cache as the same object, and nothing is allocated.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Jid? jid)
    {
        if (utf8.Length > JidCache.MaxKeyBytes)
            return JidParser.TryParseUncached(utf8, out jid);
        return JidCache.Shared.TryGet(utf8, out jid) || JidParser.TryParse(utf8, out jid);
    }

    public bool Equals([NotNullWhen(true)] Jid? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && string.Equals(Value, other.Value, StringComparison.Ordinal));

    public sealed override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Jid);

    public sealed override int GetHashCode() => _hash;

    public sealed override string ToString() => Value;

    public static bool operator ==(Jid? left, Jid? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(Jid? left, Jid? right) => !(left == right);
}

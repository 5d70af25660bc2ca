using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using XmppActors.Kernel.Actor;

namespace XmppActors.Kernel.Cluster;

/// <summary>One node of the cluster at one moment. Equal are those of the same incarnation, whatever their status.</summary>
[SuppressMessage("Design", "CA1036", Justification = "The surface is Akka.NET's.")]
public class Member : IComparable, IComparable<Member>
{
    private readonly string _identity;
    private readonly int _age;

    /// <param name="identity">Host, port and incarnation as text.</param>
    /// <param name="age">Smaller for older ones, among those of one state.</param>
    internal Member(Address address, string identity, int age, MemberStatus status, ImmutableHashSet<string> roles)
    {
        Address = address;
        Status = status;
        Roles = roles;
        _identity = identity;
        _age = age;
    }

    public Address Address { get; }

    public MemberStatus Status { get; }

    public ImmutableHashSet<string> Roles { get; }

    public bool HasRole(string role) => Roles.Contains(role);

    /// <summary>Whether it has been a member for longer.</summary>
    public bool IsOlderThan(Member other) => _age < other._age;

    public int CompareTo(Member? other) => string.CompareOrdinal(_identity, other?._identity);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Member);

    public override bool Equals(object? obj) => obj is Member other && other._identity == _identity;

    public override int GetHashCode() => string.GetHashCode(_identity, StringComparison.Ordinal);

    public override string ToString() => $"Member(address = {Address}, status = {Status})";

    internal Member With(MemberStatus status) => new(Address, _identity, _age, status, Roles);
}

namespace XmppActors.Actors.Storage.Sql;

/// <summary>One SQL command that both dialects understand, with its parameters.</summary>
/// <param name="Sql">A constant: databases keep it prepared.</param>
internal readonly record struct Statement(string Sql, params (string Name, object? Value)[] Parameters);

using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Reflection;

namespace XmppActors.Kernel.Actor;

/// <summary>Reads the arguments out of <c>() => new MyActor(a, b)</c>; the usual ones, captured variables and constants, without compiling.</summary>
internal static class ExpressionArguments
{
    internal static object?[] Read(ReadOnlyCollection<Expression> arguments)
    {
        if (arguments.Count == 0) return [];
        var values = new object?[arguments.Count];
        for (var i = 0; i < values.Length; i++) values[i] = Read(arguments[i]);
        return values;
    }

    private static object? Read(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } access => field.GetValue(ReadOwner(access)),
        MemberExpression { Member: PropertyInfo property } access => property.GetValue(ReadOwner(access)),
        UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert
            when convert.Type.IsAssignableFrom(convert.Operand.Type) => Read(convert.Operand),
        _ => Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object)))
            .Compile(preferInterpretation: true)(),
    };

    private static object? ReadOwner(MemberExpression access) => access.Expression is null ? null : Read(access.Expression);
}

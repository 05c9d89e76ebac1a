using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>Copies what caller and callee must not share, as Orleans does on local calls: everything that is not immutable by nature or by [Immutable].</summary>
internal static class Copying
{
    private static readonly ConcurrentDictionary<Type, Func<object, object>?> s_copiers = new();
    private static readonly Func<object, object> s_clone =
        typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    /// <summary>Whether every value of the declared type may be shared.</summary>
    public static bool IsShared(Type type)
    {
        if (TypeRules.IsLeaf(type))
        {
            return true;
        }

        if (type.IsGenericType && (TypeRules.IsValueTuple(type) || IsImmutableCollection(type)))
        {
            return type.GetGenericArguments().All(IsShared);
        }

        return (type.IsSealed || type.IsValueType) && type.IsDefined(typeof(ImmutableAttribute), inherit: false);
    }

    /// <summary>Copies a value by its runtime type; returns the value itself where that may be shared.</summary>
    /// <exception cref="OrleansException">The type may not cross a grain boundary.</exception>
    public static object? CopyObject(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var copier = s_copiers.GetOrAdd(value.GetType(), static type => CopierOf(type));
        return copier is null ? value : copier(value);
    }

    private static bool IsImmutableCollection(Type type)
    {
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Nullable<>) || definition == typeof(KeyValuePair<,>)
            || string.Equals(definition.Namespace, "System.Collections.Immutable", StringComparison.Ordinal);
    }

    private static Func<object, object>? CopierOf(Type type)
    {
        if (IsShared(type) || type.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            return null;
        }

        if (type.IsArray)
        {
            return IsShared(type.GetElementType()!) ? static value => ((Array)value).Clone() : CopyArray;
        }

        if (type.IsGenericType && CollectionCopier(type) is { } copier)
        {
            return copier;
        }

        if (TypeRules.IsMarked(type) || TypeRules.IsCollection(type))
        {
            return ObjectCopier(type);
        }

        throw new OrleansException($"A value of {type} cannot cross a grain boundary: its type is neither known nor marked [GenerateSerializer].");
    }

    private static object CopyArray(object value)
    {
        var copy = (Array)((Array)value).Clone();
        var indices = new int[copy.Rank];
        CopyDimension(copy, indices, 0);
        return copy;
    }

    private static void CopyDimension(Array array, int[] indices, int dimension)
    {
        for (var i = array.GetLowerBound(dimension); i <= array.GetUpperBound(dimension); i++)
        {
            indices[dimension] = i;
            if (dimension + 1 < array.Rank)
            {
                CopyDimension(array, indices, dimension + 1);
            }
            else
            {
                array.SetValue(CopyObject(array.GetValue(indices)), indices);
            }
        }
    }

    private static Func<object, object>? CollectionCopier(Type type)
    {
        var method = typeof(CollectionCopies).GetMethod(
            type.GetGenericTypeDefinition().Name.Split('`')[0],
            BindingFlags.Static | BindingFlags.Public);
        if (method is null || method.GetParameters()[0].ParameterType.GetGenericTypeDefinition() != type.GetGenericTypeDefinition())
        {
            return null;
        }

        var invoker = MethodInvoker.Create(method.MakeGenericMethod(type.GetGenericArguments()));
        return value => invoker.Invoke(null, value)!;
    }

    private static Func<object, object> ObjectCopier(Type type)
    {
        var fields = TypeRules.FieldsOf(type)
            .Where(f => !IsShared(f.FieldType) && !TypeRules.MemberOf(f).IsDefined(typeof(ImmutableAttribute)) && !f.IsDefined(typeof(ImmutableAttribute)))
            .ToArray();
        return value =>
        {
            var copy = s_clone(value);
            foreach (var field in fields)
            {
                field.SetValue(copy, CopyObject(field.GetValue(value)));
            }

            return copy;
        };
    }
}

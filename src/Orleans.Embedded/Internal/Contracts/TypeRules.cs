using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;

namespace Orleans.Embedded;

/// <summary>Which types may cross a grain boundary, and which may be stored.</summary>
internal static class TypeRules
{
    private static readonly HashSet<Type> s_leaves =
    [
        typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(Int128), typeof(UInt128), typeof(Half), typeof(float), typeof(double), typeof(decimal), typeof(string), typeof(Guid), typeof(BigInteger),
        typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly), typeof(TimeOnly),
    ];

    private static readonly HashSet<Type> s_collections =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(SortedDictionary<,>), typeof(SortedSet<>), typeof(KeyValuePair<,>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>),
        typeof(ImmutableSortedDictionary<,>), typeof(Nullable<>), typeof(ReadOnlyMemory<>),
    ];

    public static bool IsLeaf(Type type) => s_leaves.Contains(type) || type.IsEnum;

    public static bool IsCollection(Type type)
    {
        return type.IsGenericType && (s_collections.Contains(type.GetGenericTypeDefinition()) || IsValueTuple(type));
    }

    public static bool IsValueTuple(Type type) => type.IsGenericType && type.IsValueType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal);

    public static bool IsMarked(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    /// <summary>The instance fields of a marked type, those of its bases included.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
        {
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                yield return field;
            }
        }
    }

    /// <summary>The field, or the property that it backs.</summary>
    public static MemberInfo MemberOf(FieldInfo field)
    {
        if (field.Name.StartsWith('<') && field.Name.IndexOf('>', StringComparison.Ordinal) is var end && end > 1)
        {
            var property = field.DeclaringType!.GetProperty(
                field.Name[1..end],
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            return property is null ? field : property;
        }

        return field;
    }

    /// <summary>Adds what is wrong with a type, as a value that crosses (immutable) or is stored (mutable).</summary>
    public static void Check(Type type, string place, bool mutable, List<string> problems) => Check(type, place, mutable, problems, []);

    private static void Check(Type type, string place, bool mutable, List<string> problems, HashSet<Type> seen)
    {
        if (s_leaves.Contains(type) || !seen.Add(type))
        {
            return;
        }

        if (type.IsArray)
        {
            Check(type.GetElementType()!, place, mutable, problems, seen);
        }
        else if (IsCollection(type))
        {
            foreach (var argument in type.GetGenericArguments())
            {
                Check(argument, place, mutable, problems, seen);
            }
        }
        else if (!IsMarked(type))
        {
            problems.Add(type.IsInterface
                ? $"{place}: {Name(type)} is an interface; name the collection or record itself."
                : $"{place}: {Name(type)} is neither a primitive, a string, bytes or a collection, nor marked [GenerateSerializer].");
        }
        else
        {
            CheckMarked(type, place, mutable, problems, seen);
        }
    }

    private static void CheckMarked(Type type, string place, bool mutable, List<string> problems, HashSet<Type> seen)
    {
        if (!type.IsDefined(typeof(AliasAttribute), inherit: false))
        {
            problems.Add($"{place}: {Name(type)} has no [Alias].");
        }

        if (type.IsEnum)
        {
            return;
        }

        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
        {
            Check(parent, place, mutable, problems, seen);
        }

        CheckFields(type, place, mutable, problems, seen);
        if (!type.IsSealed)
        {
            // A value may be of a derived type; those of the same assembly are known.
            foreach (var derived in type.Assembly.GetTypes().Where(t => t.BaseType is { } b && (b == type || (b.IsGenericType && type.IsGenericType && b == type))))
            {
                Check(derived, place, mutable, problems, seen);
            }
        }
    }

    private static void CheckFields(Type type, string place, bool mutable, List<string> problems, HashSet<Type> seen)
    {
        var ids = new HashSet<uint>();
        foreach (var field in FieldsOf(type).Where(f => f.DeclaringType == type))
        {
            var member = MemberOf(field);
            if (member.GetCustomAttribute<IdAttribute>() is not { } id)
            {
                problems.Add($"{place}: {Name(type)}.{member.Name} has no [Id].");
            }
            else if (!ids.Add(id.Id))
            {
                problems.Add($"{place}: {Name(type)} uses [Id({id.Id})] twice.");
            }

            if (!mutable && !field.IsInitOnly)
            {
                problems.Add($"{place}: {Name(type)}.{member.Name} can be changed; make it readonly or init-only.");
            }

            Check(field.FieldType, $"{place}: {Name(type)}.{member.Name}", mutable, problems, seen);
        }
    }

    private static string Name(Type type) => type.FullName ?? type.Name;
}

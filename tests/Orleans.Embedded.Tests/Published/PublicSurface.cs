using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Embedded.Tests;

/// <summary>The public types and members of one assembly file as text, read from metadata only, so that no dependency has to resolve.</summary>
public sealed class PublicSurface
{
    private readonly SortedDictionary<string, SortedSet<string>> _members = new(StringComparer.Ordinal);

    private PublicSurface()
    {
    }

    /// <summary>Type name to declaration and member lines.</summary>
    public IReadOnlyDictionary<string, SortedSet<string>> Types => _members;

    public static PublicSurface Read(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        var reader = pe.GetMetadataReader();
        var surface = new PublicSurface();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (IsVisible(reader, type))
            {
                surface._members[SignatureText.TypeName(reader, handle)] = Members(reader, type);
            }
        }

        return surface;
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinition type)
    {
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem => IsVisible(reader, reader.GetTypeDefinition(type.GetDeclaringType())),
            _ => false,
        };
    }

    private static SortedSet<string> Members(MetadataReader reader, TypeDefinition type)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        var typeContext = new GenericNames(Names(reader, type.GetGenericParameters()), []);
        var kind = type.Attributes.HasFlag(TypeAttributes.Interface) ? "interface" : (type.Attributes & (TypeAttributes.Abstract | TypeAttributes.Sealed)) switch
        {
            TypeAttributes.Abstract | TypeAttributes.Sealed => "static class",
            TypeAttributes.Abstract => "abstract class",
            TypeAttributes.Sealed => "sealed class",
            _ => "class",
        };
        var baseName = type.BaseType.IsNil ? "" : SignatureText.Handle(reader, type.BaseType, typeContext);
        lines.Add($"{kind} : {baseName}{Constraints(reader, type.GetGenericParameters(), typeContext)}");
        foreach (var i in type.GetInterfaceImplementations())
        {
            lines.Add("implements " + SignatureText.Handle(reader, reader.GetInterfaceImplementation(i).Interface, typeContext));
        }

        lines.UnionWith(type.GetCustomAttributes().Select(reader.GetCustomAttribute).Where(a => IsAttributeUsage(reader, a)).Select(a => "usage " + Convert.ToHexString(reader.GetBlobBytes(a.Value))));
        AddFields(reader, type, typeContext, lines);
        foreach (var m in type.GetMethods())
        {
            var method = reader.GetMethodDefinition(m);
            if ((method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem)
            {
                lines.Add(Method(reader, method, typeContext));
            }
        }

        return lines;
    }

    private static bool IsAttributeUsage(MetadataReader reader, CustomAttribute attribute)
    {
        return attribute.Constructor.Kind == HandleKind.MemberReference
            && SignatureText.Handle(reader, reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent, new([], [])) == "System.AttributeUsageAttribute";
    }

    private static void AddFields(MetadataReader reader, TypeDefinition type, GenericNames typeContext, SortedSet<string> lines)
    {
        foreach (var f in type.GetFields())
        {
            var field = reader.GetFieldDefinition(f);
            if ((field.Attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem
                && !field.Attributes.HasFlag(FieldAttributes.SpecialName))
            {
                var value = field.GetDefaultValue().IsNil ? "" : " = " + Constant(reader, field.GetDefaultValue());
                lines.Add($"field {(field.Attributes.HasFlag(FieldAttributes.Static) ? "static " : "")}{field.DecodeSignature(SignatureText.Instance, typeContext)} {reader.GetString(field.Name)}{value}");
            }
            else if (reader.StringComparer.Equals(field.Name, "value__"))
            {
                lines.Add("underlying " + field.DecodeSignature(SignatureText.Instance, typeContext));
            }
        }
    }

    private static string Method(MetadataReader reader, MethodDefinition method, GenericNames typeContext)
    {
        var context = typeContext with { Method = Names(reader, method.GetGenericParameters()) };
        var signature = method.DecodeSignature(SignatureText.Instance, context);
        var names = new string[signature.ParameterTypes.Length];
        foreach (var p in method.GetParameters())
        {
            var parameter = reader.GetParameter(p);
            if (parameter.SequenceNumber > 0)
            {
                var value = parameter.GetDefaultValue().IsNil ? "" : " = " + Constant(reader, parameter.GetDefaultValue());
                names[parameter.SequenceNumber - 1] = reader.GetString(parameter.Name) + value;
            }
        }

        var access = (method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "public" : "protected";
        var scope = method.Attributes.HasFlag(MethodAttributes.Static) ? " static" : "";
        var generics = context.Method.Length == 0 ? "" : $"<{string.Join(", ", context.Method)}>";
        var parameters = string.Join(", ", signature.ParameterTypes.Select((t, i) => $"{t} {names[i]}"));
        var overriding = !method.Attributes.HasFlag(MethodAttributes.Virtual) ? ""
            : method.Attributes.HasFlag(MethodAttributes.Abstract) ? " abstract"
            : method.Attributes.HasFlag(MethodAttributes.Final) ? "" : method.Attributes.HasFlag(MethodAttributes.NewSlot) ? " virtual" : " override";
        return $"{access}{scope}{overriding} {signature.ReturnType} {reader.GetString(method.Name)}{generics}({parameters}){Constraints(reader, method.GetGenericParameters(), context)}";
    }

    private static string Constraints(MetadataReader reader, GenericParameterHandleCollection parameters, GenericNames context)
    {
        var text = "";
        foreach (var handle in parameters)
        {
            var parameter = reader.GetGenericParameter(handle);
            var parts = new List<string>();
            var special = parameter.Attributes & (GenericParameterAttributes.SpecialConstraintMask | GenericParameterAttributes.VarianceMask);
            if (special != GenericParameterAttributes.None)
            {
                parts.Add(special.ToString());
            }

            parts.AddRange(parameter.GetConstraints().Select(c => SignatureText.Handle(reader, reader.GetGenericParameterConstraint(c).Type, context)).Order(StringComparer.Ordinal));
            if (parts.Count > 0)
            {
                text += $" where {reader.GetString(parameter.Name)} : {string.Join(", ", parts)}";
            }
        }

        return text;
    }

    private static ImmutableArray<string> Names(MetadataReader reader, GenericParameterHandleCollection parameters)
    {
        return [.. parameters.Select(p => reader.GetString(reader.GetGenericParameter(p).Name))];
    }

    private static string Constant(MetadataReader reader, ConstantHandle handle)
    {
        var constant = reader.GetConstant(handle);
        return reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode)?.ToString() ?? "null";
    }
}

using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Orleans.Embedded.Tests;

/// <summary>
/// The members of other assemblies that an assembly calls, as <c>Type.Member(parameter types) : result</c>. They show what assemblies
/// that cannot be read declare.
/// </summary>
public static class UsedMembers
{
    public static SortedSet<string> Of(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        var reader = pe.GetMetadataReader();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.GetKind() == MemberReferenceKind.Method && member.Parent.Kind is HandleKind.TypeReference or HandleKind.TypeSpecification)
            {
                var parent = SignatureText.Handle(reader, member.Parent, GenericNames.Numbered);
                var type = parent.Split('<')[0];
                used.Add(Line(type, reader.GetString(member.Name), member.DecodeMethodSignature(SignatureText.Instance, GenericNames.Numbered)));
            }
        }

        return used;
    }

    /// <summary>The methods that an assembly declares, in the same form.</summary>
    public static SortedSet<string> DeclaredBy(string path)
    {
        using var pe = new PEReader(File.OpenRead(path));
        var reader = pe.GetMetadataReader();
        var declared = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = SignatureText.TypeName(reader, handle);
            foreach (var method in reader.GetTypeDefinition(handle).GetMethods().Select(reader.GetMethodDefinition))
            {
                declared.Add(Line(type, reader.GetString(method.Name), method.DecodeSignature(SignatureText.Instance, GenericNames.Numbered)));
            }
        }

        return declared;
    }

    private static string Line(string type, string name, MethodSignature<string> signature)
    {
        return $"{type}.{name}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}";
    }
}

using System.Reflection.Metadata;

namespace Scew.Architecture.Tests;

/// <summary>Full names of types and members that an assembly refers to.</summary>
internal static class MetadataNames
{
    public static string Of(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            return Of(reader, (TypeReferenceHandle)type.ResolutionScope) + "." + name;
        }
        return reader.GetString(type.Namespace) + "." + name;
    }

    public static string Of(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return reader.GetString(type.Namespace) + "." + reader.GetString(type.Name);
    }

    public static string Of(MetadataReader reader, MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        var name = reader.GetString(member.Name);
        return member.Parent.Kind == HandleKind.TypeReference ? Of(reader, (TypeReferenceHandle)member.Parent) + "." + name : "?." + name;
    }
}

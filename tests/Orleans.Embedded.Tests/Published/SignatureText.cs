using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Orleans.Embedded.Tests;

/// <summary>Writes a metadata signature as text, by full type name and without assemblies: the two runtimes split their types differently.</summary>
public sealed class SignatureText : ISignatureTypeProvider<string, GenericNames>
{
    public static readonly SignatureText Instance = new();

    public static string TypeName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.IsNested ? $"{TypeName(reader, type.GetDeclaringType())}+{name}" : Qualified(reader.GetString(type.Namespace), name);
    }

    public static string Handle(MetadataReader reader, EntityHandle handle, GenericNames context)
    {
        return handle.Kind switch
        {
            HandleKind.TypeDefinition => TypeName(reader, (TypeDefinitionHandle)handle),
            HandleKind.TypeReference => Instance.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
            _ => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(Instance, context),
        };
    }

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetByReferenceType(string elementType) => elementType + "&";

    public string GetFunctionPointerType(MethodSignature<string> signature) => "function pointer";

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => $"{genericType}<{string.Join(", ", typeArguments)}>";

    public string GetGenericMethodParameter(GenericNames genericContext, int index) => genericContext.Method[index];

    public string GetGenericTypeParameter(GenericNames genericContext, int index) => genericContext.Type[index];

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => isRequired ? $"{unmodifiedType} modreq({modifier})" : unmodifiedType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType + "*";

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => TypeName(reader, handle);

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    public string GetTypeFromSpecification(MetadataReader reader, GenericNames genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        return reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}

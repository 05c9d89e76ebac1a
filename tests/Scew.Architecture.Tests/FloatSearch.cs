using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Scew.Architecture.Tests;

/// <summary>Finds floating point in an assembly: types of fields, methods, locals and referenced members; instructions that load, convert or store it.</summary>
internal static class FloatSearch
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    public static List<string> InSignatures(MetadataReader reader)
    {
        var provider = new ContainsFloat();
        var found = new List<string>();
        foreach (var handle in reader.FieldDefinitions)
        {
            var field = reader.GetFieldDefinition(handle);
            Note(field.DecodeSignature(provider, null), "field " + reader.GetString(field.Name));
        }
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            Note(Any(method.DecodeSignature(provider, null)), "method " + reader.GetString(method.Name));
        }
        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            var hit = member.GetKind() == MemberReferenceKind.Field ? member.DecodeFieldSignature(provider, null) : Any(member.DecodeMethodSignature(provider, null));
            Note(hit, "reference " + reader.GetString(member.Name));
        }
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.StandAloneSig); row++)
        {
            var signature = reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row));
            Note(signature.GetKind() == StandaloneSignatureKind.LocalVariables && signature.DecodeLocalSignature(provider, null).Contains(true), "locals " + row);
        }
        return found;

        void Note(bool hit, string where)
        {
            if (hit)
            {
                found.Add(where);
            }
        }
    }

    public static List<string> InCode(PEReader file)
    {
        var reader = file.GetMetadataReader();
        var found = new List<string>();
        foreach (var method in reader.MethodDefinitions.Select(reader.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
        {
            foreach (var code in Instructions(file.GetMethodBody(method.RelativeVirtualAddress).GetILReader()))
            {
                if (code.Name!.Contains(".r4", StringComparison.Ordinal) || code.Name.Contains(".r8", StringComparison.Ordinal) || code.Name == "conv.r.un")
                {
                    found.Add(MetadataNames.Of(reader, method.GetDeclaringType()) + "." + reader.GetString(method.Name) + ": " + code.Name);
                }
            }
        }
        return found;
    }

    private static List<OpCode> Instructions(BlobReader body)
    {
        var codes = new List<OpCode>();
        while (body.RemainingBytes > 0)
        {
            int value = body.ReadByte();
            var code = OpCodesByValue[value == 0xFE ? 0xFE00 | body.ReadByte() : value];
            codes.Add(code);
            // Apart: the count of a switch is read while the size is computed, and moves the offset.
            var operandBytes = OperandBytes(code, ref body);
            body.Offset += operandBytes;
        }
        return codes;
    }

    private static int OperandBytes(OpCode code, ref BlobReader body)
    {
        if (code.OperandType == OperandType.InlineSwitch)
        {
            return 4 * body.ReadInt32();
        }
        return code.OperandType switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };
    }

    private static bool Any(MethodSignature<bool> signature) => signature.ReturnType || signature.ParameterTypes.Contains(true);

    /// <summary>Decodes a type to "holds floating point anywhere".</summary>
    private sealed class ContainsFloat : ISignatureTypeProvider<bool, object?>
    {
        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode is PrimitiveTypeCode.Single or PrimitiveTypeCode.Double;

        public bool GetArrayType(bool elementType, ArrayShape shape) => elementType;

        public bool GetByReferenceType(bool elementType) => elementType;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => Any(signature);

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => genericType || typeArguments.Contains(true);

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => unmodifiedType;

        public bool GetPinnedType(bool elementType) => elementType;

        public bool GetPointerType(bool elementType) => elementType;

        public bool GetSZArrayType(bool elementType) => elementType;

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => false;

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}

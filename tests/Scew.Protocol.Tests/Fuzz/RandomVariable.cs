using System.Collections.Immutable;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>
/// Operations on encrypted integers, alone and within others, and their registers. <see cref="RandomValue"/> makes the single records; apart from it, so that what it gives for the formats
/// that were there before stays what the committed hashes say.
/// </summary>
internal static class RandomVariable
{
    private static readonly ImmutableArray<Type> Types = [.. RandomValue.Concrete(typeof(Operation)).Where(IsVariable)];

    public static bool IsVariable(Type type) => type.IsSubclassOf(typeof(VariableOperation)) || type == typeof(KeyCreate) || type == typeof(PublishKey);

    public static Operation Single(Prng random)
    {
        while (true)
        {
            var operation = (Operation)RandomValue.Of(Types[random.Below(Types.Length)], random, "")!;
            string[] ids = operation switch { RangeAdditive range => [.. range.Ids], RangeOrdered range => [.. range.Items.Select(static item => item.Id)], _ => [] };
            if (ids.Distinct().Count() == ids.Length)
            {
                return operation;
            }
        }
    }

    public static ConditionalUpdate Conditional(Prng random)
    {
        var condition = (Operation)RandomValue.Of(random.Pick(typeof(Compare), typeof(CompareOrdered), typeof(CompareAdditive)), random, "")!;
        var updates = Enumerable.Range(0, 1 + random.Below(3)).Select(_ => (Operation)RandomValue.Of(
            random.Pick(typeof(Transfer), typeof(SetValue), typeof(SetRecord), typeof(SumAdditive), typeof(SumOrdered)), random, "")!);
        return new ConditionalUpdate(condition, [.. updates]);
    }

    public static Transaction Transaction(Prng random) =>
        new([.. Enumerable.Range(0, 1 + random.Below(4)).Select(_ => random.Pick(0, 1, 2) switch { 0 => RandomValue.Of<Operation>(random), 1 => Conditional(random), _ => Single(random) })]);

    public static Operation Operation(Prng random) => random.Below(4) switch { 0 => Conditional(random), 1 => Transaction(random), _ => Single(random) };

    /// <summary>An envelope where the operation needs one.</summary>
    public static byte[] EnvelopeFor(Operation operation, Prng random) => Delegation.IsNeeded(operation) ? random.Bytes(1 + random.Below(900)) : [];

    /// <summary>A register of one of the kinds that came with encrypted integers.</summary>
    public static Register Register(Prng random)
    {
        var kind = random.Pick(RegisterKind.Variable, RegisterKind.PaillierKey, RegisterKind.EncryptionKey);
        var (contract, value) = kind switch
        {
            RegisterKind.Variable => Contract(RandomValue.Of<VariableValue>(random)),
            RegisterKind.PaillierKey => (PaillierKeyValue.Contract, RandomValue.Of<PaillierKeyValue>(random).Encode()),
            _ => (EncryptionKeyValue.Contract, RandomValue.Of<EncryptionKeyValue>(random).Encode()),
        };
        return new Register(new RegisterKey(kind, RandomValue.Of<string>(random, "Id")), RandomValue.Of<long>(random, "Version"), contract, VariableValue.State, new Account(random.Digest()), value);
    }

    private static (string, byte[]) Contract(VariableValue value) => (value.Contract, value.Encode());
}

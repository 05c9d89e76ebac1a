namespace Scew.Protocol.Requests;

/// <summary>
/// Static cost of what the secure modules do, in the units of <see cref="OperationCost"/> (13.4 us), always as if nothing was verified before (<c>Scew.Benchmarks homomorphic</c>).
/// </summary>
internal static class ModuleCost
{
    // One call between grains, and a few microseconds of big integers.
    private const int Ciphertext = 10;

    // Eight full exponentiations and trial division.
    private const int Key = 3800;

    // One exponentiation with an exponent as long as the modulus: 6.0 and 20.4 ms.
    private const int Opening = 450;
    private const int WideOpening = 1530;

    // An envelope is opened for every operation that it serves.
    private const int Envelope = 12;

    private const int Comparison = 2;

    /// <summary>What the modules do for one operation that is no list.</summary>
    public static int Of(Operation operation) => operation switch
    {
        CreateVariable { Contract: VariableType.Additive } or SetRecord { Contract: VariableType.Additive } or Rekey { Contract: VariableType.Additive } or SumAdditive => Ciphertext,
        KeyCreate => Key,
        CompareOrdered => Comparison,
        RangeOrdered range => Comparison * range.Items.Length,
        SumOrdered => Envelope + Comparison,
        CompareAdditive compare => Envelope + OpeningOf(compare.Bits),
        RangeAdditive range => Envelope + OpeningOf(range.Bits) * range.Ids.Length,
        _ => 0,
    };

    /// <summary>
    /// What a request of several parts pays because it runs again after each answer that could not be asked for before: a quarter of a unit for a part that runs again.
    /// </summary>
    public static int Again(Operation operation)
    {
        var (questions, parts) = Count(operation);
        return questions * (parts - 1) / 4;
    }

    private static int OpeningOf(int bits) => bits > 2048 ? WideOpening : Opening;

    private static (int Questions, int Parts) Count(Operation operation) => operation switch
    {
        ConditionalUpdate conditional => conditional.Updates.Select(Count).Append(Count(conditional.Condition)).Aggregate(Add),
        Transaction transaction => transaction.Operations.Select(Count).Aggregate((0, 0), Add),
        _ => (Of(operation) > 0 ? 1 : 0, 1),
    };

    private static (int Questions, int Parts) Add((int Questions, int Parts) left, (int Questions, int Parts) right) =>
        (left.Questions + right.Questions, left.Parts + right.Parts);
}

namespace Scew.Protocol.Requests;

/// <summary>
/// Static cost of what the secure modules do, in the units of <see cref="OperationCost"/> (13.4 us), always as if nothing was verified before (<c>Scew.Benchmarks homomorphic</c>).
/// </summary>
internal static class ModuleCost
{
    // One call between grains, and a few microseconds of big integers.
    private const int Ciphertext = 10;

    // Eight exponentiations and trial division: 13 ms, and 42 ms at 3072 bits, which all pay.
    private const int Key = 3800;

    // One exponentiation with an exponent as long as the modulus: 6.0 and 20.4 ms.
    private const int Opening = 450;
    private const int WideOpening = 1530;

    // An envelope is opened, whole, for every operation that it serves: 60 us, on a busy machine 180, and 110 us more for 55 KB.
    private const int Envelope = 12;
    private const int EnvelopeBytesPerUnit = 6 * 1024;

    private const int Comparison = 2;

    /// <summary>What the modules do for one operation that is no list, without what a long envelope adds.</summary>
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

    /// <summary>What the length of the envelope adds, for all operations that it serves.</summary>
    public static int Carried(RequestPayload payload) => payload.Envelope.Length < EnvelopeBytesPerUnit
        ? 0 : Total(payload.Operation, one => Delegation.IsDelegated(one) ? payload.Envelope.Length / EnvelopeBytesPerUnit : 0);

    /// <summary>All that the modules do with the envelope.</summary>
    public static int Delegated(RequestPayload payload) => payload.Envelope.Length == 0
        ? 0 : Total(payload.Operation, static one => Delegation.IsDelegated(one) ? Of(one) : 0) + Carried(payload);

    /// <summary>
    /// What a request of several parts pays because it runs again after each answer that could not be asked for before: a quarter of a unit for a part, or for an item of a part that is a
    /// list. Steps and checks of machines are remembered, so they do not run again.
    /// </summary>
    public static int Again(Operation operation)
    {
        if (operation is not (ConditionalUpdate or Transaction))
        {
            return 0;
        }
        var questions = Total(operation, static one => Of(one) > 0 ? 1 : 0);
        return questions == 0 ? 0 : (int)Math.Min(1 << 30, (long)questions * (Total(operation, Items) - 1) / 4);
    }

    private static int OpeningOf(int bits) => bits > 2048 ? WideOpening : Opening;

    private static int Items(Operation operation) => operation switch
    {
        AtomicTransfer atomic => atomic.Legs.Length,
        LedgerPage page => page.Limit,
        GetRange range => range.Ids.Length,
        RangeOrdered range => range.Items.Length,
        RangeAdditive range => range.Ids.Length,
        _ => 1,
    };

    private static int Total(Operation operation, Func<Operation, int> ofOne) => operation switch
    {
        ConditionalUpdate conditional => ofOne(conditional.Condition) + conditional.Updates.Sum(ofOne),
        Transaction transaction => transaction.Operations.Sum(part => Total(part, ofOne)),
        _ => ofOne(operation),
    };
}

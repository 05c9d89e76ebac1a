namespace Scew.Protocol.Requests;

/// <summary>
/// Static cost of operations, known before anything runs: 10 for a signature, 1 for a register read, 2 for a register written, 80 for a machine's step, as many again
/// for every call that it may lead to, and 3,800 for a machine that is deployed, because it is checked. A step pays for the longest that a text may ask for and for the largest register,
/// whatever it really is: nobody can know that before it runs (<c>Scew.Benchmarks prices</c>).
/// Capped per request and per block as a rule of validity.
/// </summary>
public static class OperationCost
{
    /// <summary>Most cost of one request that delegates nothing.</summary>
    public const int MaxPerRequest = 4096;

    /// <summary>Most cost of one request with an envelope: a range over 100 variables of 2048 bits opens each of them; of 3072 bits there is room for 42.</summary>
    public const int MaxPerDelegating = 1 << 16;

    /// <summary>Most cost of all requests of one block, whatever genesis says.</summary>
    public const int MaxPerBlock = 1 << 18;

    private const int Signature = 10;
    private const int Read = 1;
    private const int Write = 2;
    private const int Step = 80;
    private const int Deploy = 3800;

    // A hundred keys and half as many signatures are looked at.
    private const int Plan = 2000;

    // The platform looks whether it lies on the curve: 72 us.
    private const int Point = 8;

    /// <summary>The cost of a request: its signatures, its operation, what its envelope's length adds, and what runs again after the modules' answers.</summary>
    public static int Of(RequestPayload payload) =>
        payload.By.Length * Signature + Of(payload.Operation) + ModuleCost.Carried(payload) + ModuleCost.Again(payload.Operation);

    /// <summary>
    /// The most that this request may cost: <see cref="MaxPerRequest"/> and what it delegates, in all <see cref="MaxPerDelegating"/>. So an envelope, whatever is in it, buys no more of
    /// what runs in the ledger's turn.
    /// </summary>
    public static int MostOf(RequestPayload payload) => Math.Min(MaxPerDelegating, MaxPerRequest + ModuleCost.Delegated(payload));

    /// <summary>The cost of an operation.</summary>
    public static int Of(Operation operation) => operation switch
    {
        CreateWallet => Write + Read,
        Transfer => 2 * Write,
        AtomicTransfer atomic => 2 * Write * atomic.Legs.Length,
        Balance or Get or Compare => Read,
        LedgerPage page => Read * page.Limit,
        GetRange range => Read * range.Ids.Length,
        SetValue or Sum => 2 * Write,
        ConditionalUpdate conditional => Of(conditional.Condition) + conditional.Updates.Sum(Of),
        Transaction transaction => transaction.Operations.Sum(Of),
        AssetStep step => (Step + Write) + (step.Calls * (Step + 2 * Write)),
        AssetMigrate => Step + Write,
        MachineDeploy => Deploy,
        GroupPropose => Plan,
        GroupApprove => 2 * Write + Read,
        CreateVariable or SetRecord or SumAdditive or SumOrdered or Rekey or KeyCreate => Read + Write + ModuleCost.Of(operation),
        PublishKey => Read + Write + Point,
        GetVariable => Read,
        CompareOrdered or CompareAdditive => 2 * Read + ModuleCost.Of(operation),
        RangeOrdered range => 2 * Read * range.Items.Length + ModuleCost.Of(operation),
        RangeAdditive range => 2 * Read * range.Ids.Length + ModuleCost.Of(operation),
        _ => throw new InvariantException("an operation without a cost: " + operation.GetType().Name),
    };
}

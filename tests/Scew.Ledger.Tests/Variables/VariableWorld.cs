using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests.Variables;

/// <summary>
/// A ledger with encrypted integers: Alice's key and her variables P (additive, 100) and O (ordered, 7), which Bob may write and Carol may read, and Q (additive, -40), which is hers alone.
/// </summary>
internal sealed class VariableWorld
{
    public static readonly string Key = Own(Alice, "key");
    public static readonly string P = Own(Alice, "p");
    public static readonly string Q = Own(Alice, "q");
    public static readonly string O = Own(Alice, "o");

    public VariableWorld(LedgerParameters? parameters = null)
    {
        Ledger = new TestLedger(parameters ?? Parameters);
        Ledger.Ok(Client.Register(Ann, Key, Alice), Alice);
        Ledger.Ok(new CreateVariable(P, VariableType.Additive, Key, Client.Encrypt(Ann, 100), [Bob], [Carol]), Alice);
        Ledger.Ok(new CreateVariable(Q, VariableType.Additive, Key, Client.Encrypt(Ann, -40), [], []), Alice);
        Ledger.Ok(new CreateVariable(O, VariableType.Ordered, O, Client.Seal(O, O, 7), [Bob], [Carol]), Alice);
    }

    public static PaillierPrivateKey Ann => TestKeys.Ann;

    public TestLedger Ledger { get; }

    public Client Client { get; } = new();

    /// <summary>What Alice reads: an additive variable under her key, an ordered one under the label that it has.</summary>
    public long Value(string id)
    {
        var variable = Ledger.Variable(id);
        return variable.Type == VariableType.Additive ? (long)Ann.Decrypt(variable.Record)!.Value : Client.Read(variable.Key, id, variable.Record);
    }

    public SumAdditive Add(string id, long value) => new(id, Key, Client.Encrypt(Ann, value));

    public SetRecord SetAdditive(string id, long value) => new(id, VariableType.Additive, Key, Client.Encrypt(Ann, value), null);

    public SetRecord SetOrdered(long value) => new(O, VariableType.Ordered, O, Client.Seal(O, O, value), null);

    /// <summary>For the record that is stored now.</summary>
    public CompareOrdered CompareO(Comparison comparison, long argument) => new(O, comparison, Client.Token(O, O, Ledger.Record(O), argument));

    /// <summary>For the record that is stored now.</summary>
    public SignedRequest CompareP(Scew.Homomorphic.Comparison comparison, long argument, Account by) =>
        Client.Delegate(Ledger.Signed(new CompareAdditive(P, 2048), by), Client.Compare(Ann, P, Ledger.Record(P), comparison, argument));

    /// <summary>For the record that is stored now.</summary>
    public SignedRequest SumO(long addend, Account by) => Client.Delegate(Ledger.Signed(new SumOrdered(O, O), by), Client.Sum(O, O, Ledger.Record(O), addend).Part);
}

using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Which registers an operation on encrypted integers and their keys is about.</summary>
internal static class VariableKeys
{
    /// <summary>The variables that it reads or writes, or the key that it registers.</summary>
    public static IEnumerable<RegisterKey> Of(Operation operation) => operation switch
    {
        RangeOrdered range => range.Items.Select(static item => Variable(item.Id)),
        RangeAdditive range => range.Ids.Select(Variable),
        CompareOrdered compare => [Variable(compare.Id)],
        CompareAdditive compare => [Variable(compare.Id)],
        GetVariable get => [Variable(get.Id)],
        _ => Written(operation) is { } written ? [written] : [],
    };

    /// <summary>The variable that it may write, or the key that it may register; null for what only reads.</summary>
    public static RegisterKey? Written(Operation operation) => operation switch
    {
        CreateVariable create => Variable(create.Id),
        SetRecord set => Variable(set.Id),
        SumAdditive sum => Variable(sum.Id),
        SumOrdered sum => Variable(sum.Id),
        Rekey rekey => Variable(rekey.Id),
        KeyCreate create => Paillier(create.Id),
        _ => null,
    };

    /// <summary>The Paillier key that it names for a variable; null for others.</summary>
    public static RegisterKey? Named(Operation operation) => operation switch
    {
        CreateVariable { Contract: VariableType.Additive } create => Paillier(create.Key),
        Rekey { Contract: VariableType.Additive } rekey => Paillier(rekey.Key),
        _ => null,
    };

    public static RegisterKey Paillier(string id) => new(RegisterKind.PaillierKey, id);

    private static RegisterKey Variable(string id) => new(RegisterKind.Variable, id);
}

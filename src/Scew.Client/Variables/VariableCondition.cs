using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>Reads "value of <paramref name="Id"/> <paramref name="Operator"/> <paramref name="Argument"/>", of a variable or of a wallet.</summary>
public sealed record VariableCondition(string Id, Comparison Operator, long Argument)
{
    /// <summary>The id is that of a wallet.</summary>
    public bool OfWallet { get; init; }

    /// <summary>The id; never the argument.</summary>
    public override string ToString() => $"condition on '{Id}'";
}

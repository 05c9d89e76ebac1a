using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>One update of a conditional update: a closed hierarchy. Holds plaintexts, so it writes itself without them.</summary>
public abstract record VariableChange
{
    private VariableChange()
    {
    }

    /// <summary>Stores a value.</summary>
    public sealed record Set(string Id, long Value) : VariableChange
    {
        /// <summary>The id is that of a wallet, which only issuers set.</summary>
        public bool OfWallet { get; init; }
    }

    /// <summary>Adds to the stored value.</summary>
    public sealed record Sum(string Id, long Addend) : VariableChange
    {
        /// <summary>The id is that of a wallet, in which only issuers mint and burn.</summary>
        public bool OfWallet { get; init; }
    }

    /// <summary>Moves points from one wallet to another; fails unless <paramref name="To"/> belongs to <paramref name="ToOwner"/> where that is named.</summary>
    public sealed record Transfer(string From, string To, long Amount, Account? ToOwner = null) : VariableChange;

    /// <summary>The type's name; never a value.</summary>
    public sealed override string ToString() => GetType().Name;
}

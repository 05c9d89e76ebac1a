using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Ordered;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>The key of one ordered variable under one label. Owns what it wraps.</summary>
internal sealed class OrderedValueKey(OrderedKey key) : ValueKey
{
    public override bool CanOpen => true;

    public override VariableReading TryOpen(StoredVariable variable, out long value) =>
        key.TryOpen(variable.Value.Record, out value) ? VariableReading.Value : VariableReading.Corrupt;

    public override byte[] Seal(string id, long value) => key.Seal(value, NewSalt());

    /// <summary>An argument that can be compared with exactly this record.</summary>
    public byte[] Token(StoredVariable variable, long argument) => key.Token(variable.Value.Record, argument) ?? throw VariableFaults.Corrupt(variable);

    /// <summary>Two such arguments.</summary>
    public OrderedBounds Bounds(StoredVariable variable, long low, long high) =>
        key.Tokens(variable.Value.Record, [low, high]) is [var first, var second] ? new OrderedBounds(variable.Id, first, second) : throw VariableFaults.Corrupt(variable);

    /// <summary>What the modules need to add to exactly this record.</summary>
    public EnvelopePart.OrderedSum Sum(string path, StoredVariable variable, long addend) =>
        key.Sum(path, variable.Value.Record, addend, NewSalt()) ?? throw VariableFaults.Corrupt(variable);

    public override byte[] Export() => key.Export();

    public override void Dispose() => key.Dispose();

    private static byte[] NewSalt()
    {
        var salt = new byte[OrderedRecord.SaltBytes];
        Randomness.Fill(salt);
        return salt;
    }
}

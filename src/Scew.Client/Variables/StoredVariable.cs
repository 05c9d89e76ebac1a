using System.Collections.Immutable;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>A variable whose certificate was checked here: the only records that are ever opened. Whoever could choose what is opened would learn what is in it.</summary>
internal sealed class StoredVariable
{
    private StoredVariable(RegisterRead read, Register register, VariableValue value, int witnesses)
    {
        Id = register.Key.Id;
        Value = value;
        Owner = register.Owner;
        Version = register.Version;
        Height = read.Height;
        TimeMs = read.TimeMs;
        Signers = [.. read.Proof.Certified.Signatures.Select(static signature => signature.Signer)];
        Witnesses = witnesses;
    }

    private StoredVariable(StoredVariable before, VerifiedReceipt receipt, byte[] record, long version)
    {
        Id = before.Id;
        Value = before.Value with { Record = record };
        Owner = before.Owner;
        Version = version;
        Height = receipt.Height;
        TimeMs = receipt.TimeMs;
        Signers = receipt.Signers;
    }

    public string Id { get; }

    public VariableValue Value { get; }

    public VariableType Type => Value.Type;

    public Account Owner { get; }

    public long Version { get; }

    public long Height { get; }

    public long TimeMs { get; }

    public ImmutableArray<int> Signers { get; }

    public int Witnesses { get; }

    /// <summary>The variable of a checked read; null when there is none of that id.</summary>
    public static StoredVariable? Of(ReadOutcome<RegisterRead> outcome) =>
        outcome.Value is { Register: { } register, Variable: { } value } read ? new StoredVariable(read, register, value, outcome.Witnesses) : null;

    /// <summary>Whether key, writers and readers are those of the other one; a variable's owner never changes.</summary>
    public bool IsSharedAs(VariableValue other) => Value.Key == other.Key && Value.Writers.SequenceEqual(other.Writers) && Value.Readers.SequenceEqual(other.Readers);

    /// <summary>The same with the record that a verified receipt tells.</summary>
    public StoredVariable After(VerifiedReceipt receipt, byte[] record, long version) => new(this, receipt, record, version);

    public override string ToString() => $"'{Id}' at version {Version}";
}

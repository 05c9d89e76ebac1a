using System.Collections.Immutable;
using Scew.Protocol.Registers;

namespace Scew.Storage.Writes;

/// <summary>Keeps registers of a state transfer aside until it is complete.</summary>
internal sealed class StageOperation(ImmutableArray<Register> registers) : WriteOperation
{
    private const string Put =
        "INSERT INTO staged (kind, id, version, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, bytes = excluded.bytes";

    internal override string CrashName => "stage-before-commit";

    protected override long Run(WriteContext context)
    {
        foreach (var register in registers)
        {
            context.Session[Put].Add((long)register.Key.Kind).Add(register.Key.Id).Add(register.Version).Add(register.Encode()).Defer();
        }
        return registers.Length;
    }
}

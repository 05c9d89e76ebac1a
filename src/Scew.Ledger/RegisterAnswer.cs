using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>The answer to one key of <see cref="ExecutionStep.Needs"/>: the register as of the height before, or null when there is none.</summary>
public readonly record struct RegisterAnswer(RegisterKey Key, Register? Register);

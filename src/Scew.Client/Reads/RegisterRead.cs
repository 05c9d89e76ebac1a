using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;

namespace Scew.Client.Reads;

/// <summary>
/// A register (null: it does not exist) as n-f merchants attested it at <paramref name="Height"/>; its path and signatures were checked here.
/// </summary>
public sealed record RegisterRead(Register? Register, long Height, long TimeMs, CertifiedRegister Proof)
{
    /// <summary>The value as a wallet; null when there is no such register or it is something else.</summary>
    public WalletValue? Wallet => Register is { Contract: WalletValue.Contract } register ? WalletValue.Decode(register.Value) : null;

    /// <summary>The value as an encrypted variable; null when there is no such register or it is something else.</summary>
    public VariableValue? Variable =>
        Register is { } register && VariableValue.TypeOf(register.Contract) is { } type ? VariableValue.Decode(type, register.Value) : null;
}

using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Client.Reads;

/// <summary>Where the API serves registers of a kind.</summary>
internal static class RegisterPaths
{
    /// <summary>The path of the kind's list; a register's own path is that and its id.</summary>
    public static string Of(RegisterKind kind) => kind switch
    {
        RegisterKind.Wallet => "/v1/wallets",
        RegisterKind.Asset => "/v1/assets",
        RegisterKind.Machine => "/v1/machines",
        RegisterKind.Variable => "/v1/variables",
        RegisterKind.PaillierKey => "/v1/keys",
        RegisterKind.EncryptionKey => "/v1/encryption-keys",
        _ => throw new InvariantException("registers of this kind are not served"),
    };
}

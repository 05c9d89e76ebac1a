using System.Globalization;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

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

    /// <summary>One register, at a height or above.</summary>
    public static string Of(RegisterKey key, long atLeast) =>
        (key.Kind == RegisterKind.Group ? OfGroup(key) : Of(key.Kind) + "/" + Uri.EscapeDataString(key.Id)) + (atLeast > 0 ? "?atLeast=" + atLeast.ToString(CultureInfo.InvariantCulture) : "");

    private static string OfGroup(RegisterKey key) => key == GroupValue.Key ? "/v1/group/members" : "/v1/group/plans/" + Uri.EscapeDataString(key.Id[(key.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    /// <summary>The page of a kind's list that follows an id.</summary>
    public static string Page(RegisterKind kind, string prefix, string after) =>
        $"{Of(kind)}?limit={RequestLimits.MaxPage}" + (prefix.Length > 0 ? "&prefix=" + Uri.EscapeDataString(prefix) : "") + (after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "");
}

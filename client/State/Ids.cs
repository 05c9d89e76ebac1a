using Scew.Cli.Output;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>Ids as people type them: <c>~/name</c> stands for the own prefix.</summary>
internal static class Ids
{
    /// <summary>The full id, or a usage fault.</summary>
    public static string Expand(string typed, Func<Account> own)
    {
        var id = typed.StartsWith("~/", StringComparison.Ordinal) ? IdRules.OwnPrefix(own()) + ":" + typed[2..] : typed;
        return IdRules.IsValid(id) ? id : throw CliFault.Usage($"'{typed}' is no id", "use 1 to 128 of a-z 0-9 . _ : -, or ~/NAME for one of your own");
    }

    /// <summary>An account, or a usage fault.</summary>
    public static Account Account(string typed) =>
        Protocol.Account.TryParse(typed, out var account) ? account : throw CliFault.Usage($"'{typed}' is no account", "an account has 43 characters; scew key list shows yours");
}

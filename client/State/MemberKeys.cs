using System.CommandLine;
using Scew.Cli.Ceremony;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>A merchant's signing key: that of its own folder, as the silo's configuration names it, or one of the console's.</summary>
internal sealed class MemberKeys
{
    public Option<string?> Folder { get; } = new("--folder") { Description = "folder of this merchant's signing.key.json (else --key)" };

    public Option<string?> Key { get; } = KeyRing.KeyOption();

    public Option<string?> Password { get; } = KeyRing.PasswordFileOption();

    /// <summary>What every command that takes such a key takes.</summary>
    public Symbol[] Options => [Folder, .. KeyRing.Signing(Key, Password)];

    /// <summary>The key; the caller disposes it.</summary>
    public SigningKey Open(Call call, Profile? profile)
    {
        if (call.Value(Folder) is { } folder)
        {
            var store = new KeyStore(folder);
            var file = KeyFaults.Require(store.Read("signing"));
            using var passphrase = Passphrases.Of(call, "signing", file, call.Value(Password), "passphrase of the merchant's signing key: ", Passphrases.RememberFrom(store.PathOf("signing")));
            return KeyFaults.Require(file.OpenSigning(passphrase));
        }
        var ring = new KeyRing(call, profile);
        return ring.Unlock(ring.Choose(call.Value(Key)), call.Value(Password));
    }

    /// <summary>The same, and it has to be a member's of the group as it is now.</summary>
    public SigningKey OpenMember(Call call, GroupSession session)
    {
        var key = Open(call, session.Profile);
        if (session.Client.Present.MemberOf(key.Account) is not null)
        {
            return key;
        }
        var account = key.Account;
        key.Dispose();
        throw new CliFault(Codes.NotMember, ExitCodes.Usage, "only a merchant of the group changes its members")
        {
            Why = $"the account {account} is none of {string.Join(", ", session.Client.Present.Merchants.Select(static one => one.Name))}",
            Unchanged = PlanFiles.Unchanged,
            Next = "choose the merchant's key: --folder FOLDER, or --key NAME",
        };
    }
}

using System.CommandLine;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>
/// The master secret beside a signing key: <c>NAME.master</c> in the same store, under the passphrase of <c>NAME</c> when it was made here. It is on disk and synced before anything is
/// encrypted with it.
/// </summary>
internal sealed class MasterKeys(Call call)
{
    public const string Suffix = ".master";

    private readonly KeyStore _store = new(call.Home.Keys);

    public static Option<string?> PasswordFileOption() => new("--master-password-file") { Description = "file with the master secret's passphrase where it is not the key's, - for stdin" };

    public bool Contains(string name) => KeyName.IsValid(name + Suffix) && File.Exists(_store.PathOf(name + Suffix));

    /// <summary>Opens it with the key's passphrase, or its own where that does not.</summary>
    public SecretKey Open(string name, Passphrase ofKey, string? passwordFile)
    {
        var master = name + Suffix;
        var file = KeyFaults.Require(_store.Read(master));
        if (passwordFile is null)
        {
            var opened = file.OpenSecret(KeyKind.Master, ofKey);
            if (opened.Ok || opened.Fault != KeyFault.WrongPassphrase)
            {
                return KeyFaults.Require(opened);
            }
            if (System.Console.IsInputRedirected)
            {
                throw new CliFault(Codes.KeyLocked, ExitCodes.Locked, "the master secret is locked")
                {
                    Why = $"'{master}' has another passphrase than '{name}'",
                    Unchanged = "nothing was sent",
                    Next = "add --master-password-file FILE",
                };
            }
        }
        using var own = Passphrases.Read(call, passwordFile, $"passphrase of the master secret '{master}': ");
        return KeyFaults.Require(file.OpenSecret(KeyKind.Master, own));
    }

    /// <summary>A new one, saved and synced, under the key's passphrase.</summary>
    public SecretKey Make(string name, Passphrase ofKey)
    {
        var made = KeyFaults.Require(_store.CreateSecret(KeyKind.Master, name + Suffix, ofKey));
        call.Printer.Warning($"the master secret '{name}{Suffix}' was made: it alone opens what you encrypt from now on; keep a copy: scew key export {name} --master --out FILE");
        return made;
    }

    public static CliFault Missing(string name) => new(Codes.KeyLocked, ExitCodes.Locked, $"there is no master secret '{name}{Suffix}' here")
    {
        Why = "what was encrypted with it opens with nothing else",
        Unchanged = "nothing was sent",
        Next = $"scew key import MASTER.json, or where there never was one: scew key create {name} --master",
    };
}

using System.CommandLine;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.Cli.State;

/// <summary>
/// Keys by name: in a group of <c>dev up</c> those of its seed (<c>alice</c>, <c>bob</c>, <c>carol</c>, <c>merchant-a</c>, ...), and the encrypted files of the home.
/// A passphrase comes from a file, from stdin (<c>--password-file -</c>), from the system's keyring or from a prompt, never from a flag or the environment.
/// </summary>
internal sealed class KeyRing(Call call, Profile? profile)
{
    /// <summary>Customers that every development group funds.</summary>
    public static readonly string[] DevCustomers = ["alice", "bob", "carol"];

    /// <summary>The environment's choice, after --key and before the profile's.</summary>
    public const string Variable = "SCEW_KEY";

    public const string MerchantPrefix = "merchant-";

    private readonly KeyStore _store = new(call.Home.Keys);
    private readonly MasterKeys _masters = new(call);

    public static Option<string?> KeyOption() => new("--key") { Description = "name of the signing key (else the profile's, else the only one)" };

    public static Option<string?> PasswordFileOption() => new("--password-file") { Description = "file with the key's passphrase, - for stdin" };

    /// <summary>What every command that signs takes: which key, and the two ways to its passphrase beside the prompt.</summary>
    public static Symbol[] Signing(Option<string?> key, Option<string?> passwordFile) => [key, .. Unlocking(passwordFile)];

    /// <summary>The same of a command whose key is chosen in another way.</summary>
    public static Symbol[] Unlocking(Option<string?> passwordFile) => [passwordFile, Acting.Keyring];

    /// <summary>The name given, the profile's default, or the only key there is.</summary>
    public string Choose(string? given)
    {
        if (Given(given) is { } name)
        {
            return name;
        }
        if (profile?.DevFolder is not null)
        {
            return DevCustomers[0];
        }
        var names = Names();
        return names.Count == 1
            ? names[0]
            : throw CliFault.Usage(names.Count == 0 ? "there is no key" : "there are several keys", names.Count == 0 ? "scew key create NAME" : "choose one with --key: " + string.Join(", ", names));
    }

    public Account AccountOf(string name)
    {
        if (!Contains(name) && DevKey(name) is { } dev)
        {
            using (dev)
            {
                return dev.Account;
            }
        }
        return new Account(Read(name).Identity);
    }

    /// <summary>The key itself; the caller disposes it.</summary>
    public SigningKey Unlock(string name, string? passwordFile)
    {
        if (!Contains(name) && DevKey(name) is { } dev)
        {
            if (!DevCustomers.Contains(name) && !name.StartsWith(MerchantPrefix, StringComparison.Ordinal))
            {
                call.Printer.Warning($"'{name}' is none of {string.Join(", ", DevCustomers)}; a development key of that name signs");
            }
            return dev;
        }
        var file = Read(name);
        using var passphrase = PassphraseOf(name, file, passwordFile);
        return KeyFaults.Require(file.OpenSigning(passphrase));
    }

    /// <summary>Whether the key's master secret is here: a file, or for a development key its seed.</summary>
    public bool HasMaster(string name) => _masters.Contains(name) || (!Contains(name) && profile?.DevFolder is not null);

    /// <summary>
    /// The key and its master secret, by one passphrase where that opens both; a missing one is made where that is allowed. The caller disposes both.
    /// </summary>
    public (SigningKey Key, SecretKey Master) UnlockBoth(string name, string? passwordFile, string? masterPasswordFile, bool makesMaster)
    {
        if (!Contains(name) && DevLabel(name) is { } label && DevSeed() is { } keys)
        {
            return (Unlock(name, null), keys.Secret(KeyKind.Master, label));
        }
        var file = Read(name);
        if (!makesMaster && !_masters.Contains(name))
        {
            throw MasterKeys.Missing(name);
        }
        using var passphrase = PassphraseOf(name, file, passwordFile);
        var key = KeyFaults.Require(file.OpenSigning(passphrase));
        try
        {
            return (key, _masters.Contains(name) ? _masters.Open(name, passphrase, masterPasswordFile) : _masters.Make(name, passphrase));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Checks a passphrase on the key and puts it into the system's keyring, where others of this user's programs may read it.</summary>
    public Account Remember(string name, string? passwordFile)
    {
        var file = Read(name);
        using var passphrase = Passphrases.Read(call, passwordFile, $"passphrase of key '{name}': ");
        using var key = KeyFaults.Require(file.OpenSigning(passphrase));
        SystemKeyring.Store(name, key.Account, passphrase);
        return key.Account;
    }

    /// <summary>Takes it out again.</summary>
    public Account Forget(string name)
    {
        var account = new Account(Read(name).Identity);
        SystemKeyring.Clear(account);
        return account;
    }

    private Passphrase PassphraseOf(string name, KeyFile file, string? passwordFile) => Passphrases.Of(call, name, file, passwordFile, $"passphrase of key '{name}': ");

    private string? Given(string? option) => option ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : profile?.Key);

    private KeyFile Read(string name)
    {
        var read = _store.Read(name);
        return read.Problem?.Fault == KeyFault.NotFound
            ? throw KeyFaults.Fault(read.Problem, Suggestion.Before("scew key list", name, new LocalNames(call.Home, profile).Of(NameKind.Key)))
            : KeyFaults.Require(read);
    }

    private List<string> Names() => [.. KeyFaults.Require(_store.List()).Where(listing => listing.Result.Value?.Kind == KeyKind.Signing).Select(listing => listing.Name)];

    private bool Contains(string name) => KeyName.IsValid(name) && File.Exists(_store.PathOf(name));

    private SigningKey? DevKey(string name) => DevLabel(name) is { } label ? DevSeed()?.Signing(label) : null;

    private DevKeys? DevSeed() => State() is { } state ? DevKeys.FromNumber(state.Seed) : null;

    private DevNetState? State() => profile?.DevFolder is { } folder ? DevNetState.Load(folder) : null;

    private string? DevLabel(string name)
    {
        if (State() is not { } state)
        {
            return null;
        }
        if (name.StartsWith(MerchantPrefix, StringComparison.Ordinal))
        {
            var merchant = name[MerchantPrefix.Length..];
            return state.Merchants.Any(one => one.Name == merchant) ? "merchant/" + merchant : null;
        }
        return "customer/" + name;
    }
}

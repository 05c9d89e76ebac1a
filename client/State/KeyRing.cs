using System.CommandLine;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.Cli.State;

/// <summary>
/// Keys by name: in a group of <c>dev up</c> those of its seed (<c>alice</c>, <c>bob</c>, <c>carol</c>, <c>merchant-a</c>, ...), and the encrypted files of the home.
/// A passphrase comes from a file, from stdin (<c>--password-file -</c>) or from a prompt, never from a flag or the environment.
/// </summary>
internal sealed class KeyRing(Call call, Profile? profile)
{
    /// <summary>Customers that every development group funds.</summary>
    public static readonly string[] DevCustomers = ["alice", "bob", "carol"];

    private const string MerchantPrefix = "merchant-";

    private readonly KeyStore _store = new(call.Home.Keys);

    public static Option<string?> KeyOption() => new("--key") { Description = "name of the signing key (else the profile's, else the only one)" };

    public static Option<string?> PasswordFileOption() => new("--password-file") { Description = "file with the key's passphrase, - for stdin" };

    /// <summary>The name given, the profile's default, or the only key there is.</summary>
    public string Choose(string? given)
    {
        if ((given ?? profile?.Key) is { } name)
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
        return new Account(KeyFaults.Require(_store.Read(name)).Identity);
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
        var file = KeyFaults.Require(_store.Read(name));
        using var passphrase = Passphrases.Read(call, passwordFile, $"passphrase of key '{name}': ");
        return KeyFaults.Require(file.OpenSigning(passphrase));
    }

    private List<string> Names() => [.. KeyFaults.Require(_store.List()).Where(listing => listing.Result.Value?.Kind == KeyKind.Signing).Select(listing => listing.Name)];

    private bool Contains(string name) => KeyName.IsValid(name) && File.Exists(_store.PathOf(name));

    private SigningKey? DevKey(string name)
    {
        if (profile?.DevFolder is not { } folder || DevNetState.Load(folder) is not { } state)
        {
            return null;
        }
        var keys = DevKeys.FromNumber(state.Seed);
        if (name.StartsWith(MerchantPrefix, StringComparison.Ordinal))
        {
            return state.Merchants.Any(merchant => merchant.Name == name[MerchantPrefix.Length..]) ? keys.Signing("merchant/" + name[MerchantPrefix.Length..]) : null;
        }
        return keys.Signing("customer/" + name);
    }
}

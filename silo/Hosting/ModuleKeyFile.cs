using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>The key of the group's secure modules as a silo has it: sealed like the merchant's other keys, and the same for all merchants.</summary>
internal static class ModuleKeyFile
{
    /// <summary>Name of a public key, for people: SHA-256 of its 65 bytes.</summary>
    public static Digest FingerprintOf(ReadOnlySpan<byte> publicKey) => Digest.Of(publicKey);

    /// <summary>What follows from the seed in the file.</summary>
    public static HybridPrivateKey Derive(SecretKey secret) => HybridPrivateKey.Derive(secret.Bytes);

    /// <exception cref="SiloFailure">A key is named, and the group has no modules.</exception>
    public static void RequireUse(string? path, GenesisDocument genesis)
    {
        if (path is not null && genesis.Modules is null)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the genesis file of group '{genesis.Name}' names no secure modules, so there is no use for a module key; take moduleKey out of the configuration");
        }
    }

    /// <summary>The key that a configuration names; null when it names none. Without one a merchant takes part, and what is delegated waits.</summary>
    /// <exception cref="SiloFailure">It cannot be opened, or is not the one that genesis names.</exception>
    public static HybridPrivateKey? Open(string? path, Passphrase passphrase, GenesisDocument genesis)
    {
        RequireUse(path, genesis);
        if (path is null || genesis.Modules is not { } modules)
        {
            return null;
        }
        using var secret = SiloFiles.OpenModuleKey(path, passphrase);
        if (DevKeys.Refusal(genesis, secret.IsDev) is { } refusal)
        {
            throw new SiloFailure(ExitCodes.Usage, refusal);
        }
        return Fitting(secret, path, modules);
    }

    /// <summary>The key of a secret, if it is the one that genesis names.</summary>
    /// <exception cref="SiloFailure">It is another one.</exception>
    public static HybridPrivateKey Fitting(SecretKey secret, string path, GroupModules modules)
    {
        var key = Derive(secret);
        if (key.PublicKey.SequenceEqual(modules.Key))
        {
            return key;
        }
        var own = FingerprintOf(key.PublicKey);
        key.Dispose();
        throw new SiloFailure(
            ExitCodes.Usage,
            $"the module key {path} has the fingerprint {own}, and the genesis file names the one with {FingerprintOf(modules.Key)}; "
            + $"ask merchant '{modules.Maker}', who made it, for a hand-over file, and take it with 'scew-silo module-key take'");
    }
}

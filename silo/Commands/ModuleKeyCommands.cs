using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo module-key make|hand|take</c>: the secure modules' key from the genesis ceremony to every merchant's disk.</summary>
internal static class ModuleKeyCommands
{
    private const string Suffix = ".key.json";

    /// <summary>A new key, sealed and synced before its public half is shown.</summary>
    public static async Task<int> MakeAsync(string keyFile, string? passphraseFile, string? maker, string? publicFile)
    {
        var (store, name) = Place(keyFile);
        if (maker is null != publicFile is null)
        {
            throw new SiloFailure(ExitCodes.Usage, "give --maker NAME and --public FILE together, or neither; no key was made");
        }
        if (publicFile is not null && (Path.Exists(publicFile) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(publicFile)))))
        {
            throw new SiloFailure(ExitCodes.Usage, $"{publicFile} is there already, or its folder is not there; no key was made");
        }
        using var passphrase = SiloFiles.NewPassphrase(passphraseFile, keyFile);
        using var made = Value(store.CreateSecret(KeyKind.Module, name, passphrase));
        using var key = ModuleKeyFile.Derive(made);
        if (publicFile is not null)
        {
            var half = new JsonObject { ["key"] = Base64Url.Encode(key.PublicKey), ["maker"] = maker };
            await File.WriteAllTextAsync(publicFile, half.ToJsonString() + "\n");
        }
        await Console.Out.WriteLineAsync(
            $$"""
            {{store.PathOf(name)}}: key of the group's secure modules, fingerprint {{ModuleKeyFile.FingerprintOf(key.PublicKey)}}
            For genesis, before the merchants sign it, with this merchant's name as maker ('scew group init --modules' takes it from the file of --public):
              "modules":{"key":"{{Base64Url.Encode(key.PublicKey)}}","maker":"{{maker ?? "NAME"}}"}
            To every other merchant, the password by another way than the file:
              scew-silo module-key hand {{keyFile}} FILE --password-file PASSWORD-FILE
            """);
        return ExitCodes.Ok;
    }

    /// <summary>A copy under another passphrase, for another merchant.</summary>
    public static async Task<int> HandAsync(string keyFile, string target, string? passphraseFile, string? passwordFile)
    {
        using var passphrase = SiloFiles.Passphrase(passphraseFile, keyFile);
        using var secret = SiloFiles.OpenModuleKey(keyFile, passphrase);
        using var password = SiloFiles.NewPassphrase(passwordFile, target);
        var sealedKey = Value(KeyFile.Seal(secret, Place(keyFile).Name, password));
        if (SecretFile.CreateNew(Path.GetFullPath(target), sealedKey.Encode()) is { } problem)
        {
            throw Failure(problem);
        }
        using var key = ModuleKeyFile.Derive(secret);
        await Console.Out.WriteLineAsync(
            $"{target}: the module key with fingerprint {ModuleKeyFile.FingerprintOf(key.PublicKey)}, under the hand-over password. The other merchant runs "
            + $"'scew-silo module-key take {Path.GetFileName(target)}'; then delete the file and forget the password.");
        return ExitCodes.Ok;
    }

    /// <summary>Takes what another merchant handed over, and seals it under the own passphrase.</summary>
    public static async Task<int> TakeAsync(string source, string keyFile, string? passphraseFile, string? passwordFile, string? genesisFile)
    {
        var (store, name) = Place(keyFile);
        if (File.Exists(store.PathOf(name)))
        {
            throw new SiloFailure(ExitCodes.Usage, $"{store.PathOf(name)} is there already and is not overwritten; move it away, or give another name");
        }
        using var password = SiloFiles.Passphrase(passwordFile, source);
        using var secret = SiloFiles.OpenModuleKey(source, password);
        if (genesisFile is not null)
        {
            var genesis = SiloFiles.ReadGenesis(genesisFile).Document;
            var modules = genesis.Modules ?? throw new SiloFailure(ExitCodes.Usage, $"the genesis file {genesisFile} names no secure modules");
            ModuleKeyFile.Fitting(secret, source, modules).Dispose();
        }
        using var passphrase = SiloFiles.NewPassphrase(passphraseFile, keyFile);
        Value(store.Save(KeyFile.Seal(secret, name, passphrase)));
        using var key = ModuleKeyFile.Derive(secret);
        await Console.Out.WriteLineAsync(
            $"{store.PathOf(name)}: the module key with fingerprint {ModuleKeyFile.FingerprintOf(key.PublicKey)}{(genesisFile is null ? "" : ", which genesis names")}. "
            + $"Name it as moduleKey in the configuration and start the silo again; delete {source}.");
        return ExitCodes.Ok;
    }

    private static (KeyStore Store, string Name) Place(string keyFile)
    {
        var path = Path.GetFullPath(keyFile);
        var name = Path.GetFileName(path);
        return name.EndsWith(Suffix, StringComparison.Ordinal) && KeyName.IsValid(name.AsSpan(0, name.Length - Suffix.Length))
            ? (new KeyStore(Path.GetDirectoryName(path)!), name[..^Suffix.Length])
            : throw new SiloFailure(ExitCodes.Usage, $"the key file '{keyFile}' has to be called NAME{Suffix}, NAME being 1 to 64 characters of a-z 0-9 . _ -, such as module{Suffix}");
    }

    private static T Value<T>(KeyResult<T> result)
        where T : class => result.Value ?? throw Failure(result.Problem!);

    private static SiloFailure Failure(KeyProblem problem) => new(
        problem.Fault switch
        {
            KeyFault.AlreadyExists or KeyFault.BadName or KeyFault.BadPassphrase => ExitCodes.Usage,
            KeyFault.Storage => ExitCodes.Storage,
            _ => ExitCodes.Locked,
        },
        problem.Message);
}

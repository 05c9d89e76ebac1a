using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary>What the commands about a database start from: who the merchant is, and where its database and its witness are.</summary>
internal sealed record MerchantFiles(GenesisDocument Genesis, int Member, DatabaseLocation Database, string KeyFile)
{
    public Digest Group => Genesis.Hash();

    public string Name => Genesis.Merchants[Member].Name;

    /// <summary>Counts the safety writes beside the key, so that an older database does not go unnoticed.</summary>
    public string Witness => SiloFiles.WitnessOf(KeyFile);

    /// <summary>From the configuration file; the signing key is needed to know which member this is.</summary>
    public static MerchantFiles Of(string configFile)
    {
        var config = SiloConfig.Load(configFile);
        return Of(config.Genesis, config.Key, config.PassphraseFile, config.Location);
    }

    public static MerchantFiles Of(string genesisFile, string keyFile, string? passphraseFile, DatabaseLocation database)
    {
        var genesis = SiloFiles.ReadGenesis(genesisFile);
        using var key = SiloFiles.OpenSigningKey(keyFile, SiloFiles.Passphrase(passphraseFile, keyFile));
        var member = genesis.Document.MemberOf(key.Account)
            ?? throw new SiloFailure(ExitCodes.Usage, $"the key belongs to account {key.Account}, which is no merchant of group '{genesis.Document.Name}'");
        return new MerchantFiles(genesis.Document, member, database, Path.GetFullPath(keyFile));
    }

    /// <summary>The database as it is, for reading it whole: no witness, because nothing is signed from it.</summary>
    public Task<IReplicaStore> OpenAsync() => Database.OpenAsync(Group, Member, null);

    /// <summary>Reads everything and says what it found; a fault is exit code 74.</summary>
    public async Task<int> AuditAsync(IReplicaStore store, string what)
    {
        var verifier = Genesis.CreateVerifier();
        Invariant.Require(verifier is not null, "a parsed genesis has keys on the curve");
        var (code, sentence) = await AuditAsync(store, what, Group, Member, verifier);
        if (code != ExitCodes.Ok)
        {
            throw new SiloFailure(code, sentence);
        }
        await Console.Out.WriteLineAsync(sentence);
        return ExitCodes.Ok;
    }

    /// <summary>The same for whoever has the store open: exit code and sentence.</summary>
    public static async Task<(int Code, string Sentence)> AuditAsync(IReplicaStore store, string what, Digest genesis, int member, IMemberVerifier verifier)
    {
        var report = await store.AuditAsync(own => own.Signer == member && own.IsSigned(verifier, genesis));
        return report.Fault is { } fault
            ? (ExitCodes.Storage, $"{what} is damaged: {fault} Do not vote from it; 'scew-silo recover' makes a new database that fetches everything from the others.")
            : (ExitCodes.Ok, $"{what}: complete, heights {report.BaseHeight} to {report.AppliedHeight}, {report.Blocks} blocks, {report.Registers} registers, {report.Votes} own votes, "
                + $"{report.Certificates} certificates, {report.Attestations} attestations{(report.Doubt == StoreDoubt.None ? "" : $"; in doubt ({report.Doubt}): it votes only after the others told it what its key signed")}");
    }
}

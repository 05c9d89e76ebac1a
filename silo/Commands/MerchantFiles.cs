using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary>What the commands about a database start from: who the merchant is, and where its database and its witness are.</summary>
internal sealed record MerchantFiles(GenesisFile Genesis, Account Account, DatabaseLocation Database, string KeyFile)
{
    /// <summary>The accounts of the merchant's signing keys, the present one first: a change of keys can be under way.</summary>
    public ImmutableArray<Account> Accounts { get; private init; } = [Account];

    public Digest Group => Genesis.Document.Hash();

    /// <summary>Counts the safety writes beside the key, so that an older database does not go unnoticed.</summary>
    public string Witness => SiloFiles.WitnessOf(KeyFile);

    /// <summary>From the configuration file; the signing keys are needed to know which member this is.</summary>
    public static MerchantFiles Of(string configFile)
    {
        var config = SiloConfig.Load(configFile);
        return Of(config.Genesis, config.Key, config.NextKey, config.PassphraseFile, config.Location);
    }

    public static MerchantFiles Of(string genesisFile, string keyFile, string? passphraseFile, DatabaseLocation database) => Of(genesisFile, keyFile, null, passphraseFile, database);

    private static MerchantFiles Of(string genesisFile, string keyFile, string? nextKeyFile, string? passphraseFile, DatabaseLocation database)
    {
        var genesis = SiloFiles.ReadGenesis(genesisFile);
        using var passphrase = SiloFiles.Passphrase(passphraseFile, keyFile);
        using var key = SiloFiles.OpenSigningKey(keyFile, passphrase);
        using var next = nextKeyFile is null ? null : SiloFiles.OpenSigningKey(nextKeyFile, passphrase);
        return new MerchantFiles(genesis, key.Account, database, Path.GetFullPath(keyFile)) { Accounts = next is null ? [key.Account] : [key.Account, next.Account] };
    }

    /// <summary>Who the merchant is in the era that a file of handovers leads to; in genesis without one.</summary>
    public (MerchantSeat Seat, ImmutableArray<Handover> Handovers) Seat(string? handoversFile)
    {
        var handovers = handoversFile is null ? [] : SiloFiles.ReadHandovers(handoversFile);
        return (MerchantSeat.Of(Genesis, handovers, true, [Account], handoversFile ?? "genesis"), handovers);
    }

    /// <summary>The database as it is, for reading it whole: no witness, because nothing is signed from it.</summary>
    public Task<(IReplicaStore Store, MerchantSeat Seat)> OpenAsync() => MerchantSeat.OpenAsync(Database, Genesis, Accounts, null);

    /// <summary>Reads everything and says what it found; a fault is exit code 74.</summary>
    public async Task<int> AuditAsync(IReplicaStore store, MerchantSeat seat, string what)
    {
        var (code, sentence) = await AuditAsync(store, what, seat.CheckOwn(Accounts));
        if (code != ExitCodes.Ok)
        {
            throw new SiloFailure(code, sentence);
        }
        await Console.Out.WriteLineAsync(sentence);
        return ExitCodes.Ok;
    }

    /// <summary>The same for whoever has the store open: exit code and sentence.</summary>
    public static async Task<(int Code, string Sentence)> AuditAsync(IReplicaStore store, string what, Func<Attestation, bool> isCredible)
    {
        var report = await store.AuditAsync(isCredible);
        return report.Fault is { } fault
            ? (ExitCodes.Storage, $"{what} is damaged: {fault} Do not vote from it; 'scew-silo recover' makes a new database that fetches everything from the others.")
            : (ExitCodes.Ok, $"{what}: complete, heights {report.BaseHeight} to {report.AppliedHeight}, {report.Blocks} blocks, {report.Registers} registers, {report.Votes} own votes, "
                + $"{report.Certificates} certificates, {report.Attestations} attestations{(report.Doubt == StoreDoubt.None ? "" : $"; in doubt ({report.Doubt}): it votes only after the others told it what its key signed")}");
    }
}

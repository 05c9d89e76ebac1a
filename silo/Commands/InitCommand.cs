using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo init</c>: the identity and database of one merchant.</summary>
internal static class InitCommand
{
    public static async Task<int> RunAsync(string genesisFile, string keyFile, string? passphraseFile, string data)
    {
        var genesis = SiloFiles.ReadGenesis(genesisFile);
        using var key = SiloFiles.OpenSigningKey(keyFile, SiloFiles.Passphrase(passphraseFile, keyFile));
        var member = genesis.Document.MemberOf(key.Account)
            ?? throw new SiloFailure(ExitCodes.Usage, $"the key belongs to account {key.Account}, which is no merchant of group '{genesis.Document.Name}'");
        await SqliteReplicaStore.InitializeAsync(data, genesis.Document.Hash(), member, SiloFiles.WitnessOf(keyFile));
        await Console.Out.WriteLineAsync($"{data}: database of merchant '{genesis.Document.Merchants[member].Name}' in group {genesis.Document.Hash()}");
        return ExitCodes.Ok;
    }
}

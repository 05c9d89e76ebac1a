using System.Security.Cryptography;
using Scew.Grains;
using Scew.Protocol;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo run</c>: until SIGTERM.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string configFile, string? database, string? passwordFile)
    {
        Descriptors.RequireEnough();
        var config = SiloConfig.Load(configFile);
        if (database is not null || passwordFile is not null)
        {
            // What the command line says is relative to where it was typed.
            var here = Directory.GetCurrentDirectory();
            config = config with
            {
                Data = database is null ? config.Data : null,
                Database = database ?? config.Database,
                DatabasePasswordFile = passwordFile is not null ? Path.GetFullPath(passwordFile, here) : config.DatabasePasswordFile,
                Folder = database is null ? config.Folder : here,
            };
        }
        var genesis = SiloFiles.ReadGenesis(config.Genesis);
        var passphrase = SiloFiles.Passphrase(config.PassphraseFile, config.Key);
        using var key = SiloFiles.OpenSigningKey(config.Key, passphrase);
        using var link = SiloFiles.OpenLinkKey(config.LinkKey, passphrase);
        var merchant = Merchant(config, genesis, key, link);
        using var module = ModuleKeyFile.Open(config.ModuleKey, passphrase, genesis.Document);
        await using var store = await OpenAsync(config, merchant);
        FreeAddress.Require("httpListen", config.HttpEndpoint);
        FreeAddress.Require("peerListen", config.PeerEndpoint);
        await using var app = SiloHost.Build(config, merchant, store);
        if (module is not null)
        {
            app.Services.GetRequiredService<ModuleHost>().Take(0, module);
        }
        await app.StartAsync();
        var log = app.Services.GetRequiredService<ILogger<SiloStop>>();
        if (module is null && genesis.Document.Modules is { Maker: var maker })
        {
            SiloLog.NoModuleKey(log, maker);
        }
        if (config.Lie.Length > 0)
        {
            SiloLog.Lies(log, string.Join(", ", config.Lie));
        }
        if (app.Services.GetRequiredService<Http.PageFiles>().All.IsEmpty)
        {
            SiloLog.NoPage(log, AppContext.BaseDirectory);
        }
        SiloLog.Ready(log, merchant.NameOf(merchant.Self), genesis.Document.Name, config.HttpListen, config.PeerListen);
        await app.WaitForShutdownAsync();
        return app.Services.GetRequiredService<SiloStop>().ExitCode;
    }

    private static async Task<IReplicaStore> OpenAsync(SiloConfig config, MerchantContext merchant)
    {
        var witness = SiloFiles.WitnessOf(config.Key);
        try
        {
            return await config.Location.OpenAsync(merchant.Group.Genesis, merchant.Self, witness);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Missing or StoreFault.NotInitialised && File.Exists(witness))
        {
            throw new SiloFailure(
                ExitCodes.Storage, $"the database {config.Location} is gone, and the witness {witness} says that this key has voted. Use 'scew-silo recover', never 'init'.");
        }
    }

    private static MerchantContext Merchant(SiloConfig config, Protocol.Groups.GenesisFile genesis, Keys.SigningKey key, Keys.LinkKey link)
    {
        try
        {
            var activation = new Digest(RandomNumberGenerator.GetBytes(Digest.SizeBytes));
            var merchant = new MerchantContext(genesis, key, link.Certificate, activation);
            if (merchant.LinkPin(merchant.Self) != link.Pin)
            {
                throw new SiloFailure(ExitCodes.Usage, $"the link key {config.LinkKey} is not the one that the genesis file pins for this merchant");
            }
            if (Keys.DevKeys.Refusal(genesis.Document, key.IsDev || link.IsDev) is { } refusal)
            {
                throw new SiloFailure(ExitCodes.Usage, refusal);
            }
            merchant.Liar = SiloLies.Make(config.Lie, merchant);
            return merchant;
        }
        catch (ArgumentException e)
        {
            throw new SiloFailure(ExitCodes.Usage, e.Message);
        }
    }
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using Orleans;
using Orleans.Runtime;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo run</c>: until SIGTERM.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(string configFile, string? database, string? passwordFile, string? handoversFile, bool standby)
    {
        Descriptors.RequireEnough();
        var config = SiloConfig.Load(configFile);
        GrainRuntimeHosting.Require(config.Cluster, config.Folder);
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
        // What genesis alone tells is said before anything is opened.
        SiloLies.RequireDev(config.Lie, genesis.Document);
        ModuleKeyFile.RequireUse(config.ModuleKey, genesis.Document);
        var handovers = handoversFile is null ? [] : SiloFiles.ReadHandovers(handoversFile);
        using var keys = new MerchantKeys(config);
        _ = MerchantSeat.Of(genesis, handovers, true, keys.Accounts, handoversFile ?? "genesis");
        if (await Standby.OpenAsync(() => OpenAsync(config, genesis, keys), config.Location, standby) is not var (store, seat))
        {
            return ExitCodes.Ok;
        }
        using var signal = new StopSignal();
        await using var opened = store;
        ImmutableArray<byte[]> pending = [];
        while (true)
        {
            var era = await RunAsync(config, genesis, keys, store, seat, pending, Later(handovers, seat), signal.Told);
            if (era.ExitCode is { } code)
            {
                return code;
            }
            if (signal.Told.IsCancellationRequested)
            {
                return ExitCodes.Ok;
            }
            // Everything of the era that ended is gone with its host; what customers wait for is told to the next one.
            pending = era.Pending;
            seat = await MerchantSeat.OfAsync(store, genesis, keys.Accounts);
        }
    }

    /// <summary>What a file of handovers tells beyond the eras that the database knows.</summary>
    private static ImmutableArray<Handover> Later(ImmutableArray<Handover> handovers, MerchantSeat seat)
    {
        var later = handovers.RemoveRange(0, Math.Min(handovers.Length, seat.Eras.Length - 1));
        return Handover.Chain(seat.Present, later, complete: true).Fault == HandoverFault.None ? later : throw new SiloFailure(
            ExitCodes.Usage, $"the handovers lead past epoch {seat.Present.Epoch} by other members than the database knows: the group has split, or the database is of another branch; ask the other merchants");
    }

    /// <summary>One era: until SIGTERM, a failure, or the next one, which has no exit code.</summary>
    private static async Task<(int? ExitCode, ImmutableArray<byte[]> Pending)> RunAsync(
        SiloConfig config, GenesisFile genesis, MerchantKeys keys, IReplicaStore store, MerchantSeat seat, ImmutableArray<byte[]> pending, ImmutableArray<Handover> handovers, CancellationToken told)
    {
        var merchant = Merchant(config, genesis, keys, seat);
        using var module = keys.ModuleOf(seat.Present);
        FreeAddress.Require("httpListen", config.HttpEndpoint);
        FreeAddress.Require("peerListen", config.PeerEndpoint);
        await using var app = SiloHost.Build(config, merchant, store);
        if (module is not null)
        {
            app.Services.GetRequiredService<ModuleHost>().Take(seat.Present.ModulesEpoch, module);
        }
        var failure = app.Services.GetRequiredService<SiloStop>();
        try
        {
            await app.StartAsync(told);
        }
        catch (Exception e) when (e is OperationCanceledException or OrleansException && (told.IsCancellationRequested || app.Lifetime.ApplicationStopping.IsCancellationRequested))
        {
            return (Code(), []);
        }
        Tell(app, config, merchant, module is not null);
        var ingress = app.Services.GetRequiredService<IGrainFactory>().GetGrain<IIngressGrain>(GrainKeys.Ingress);
        foreach (var wire in pending.TakeWhile(_ => !app.Lifetime.ApplicationStopping.IsCancellationRequested))
        {
            await ingress.SubmitAsync(wire);
        }
        var turn = app.Services.GetRequiredService<EraTurn>();
        var readiness = app.Services.GetRequiredService<Readiness>();
        // The host of before may have heard the signal, or none.
        var stopped = app.WaitForShutdownAsync(told);
        var telling = TellAsync(app, turn, handovers);
        await Task.WhenAny(stopped, turn.Turned);
        await telling;
        if (turn.Turned.IsCompleted && failure.ExitCode == 0 && !app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            readiness.IsTurning = true;
            app.Lifetime.StopApplication();
        }
        await stopped;
        if (failure.ExitCode == 0 && readiness.IsTurning)
        {
            return (null, app.Services.GetRequiredService<RequestBook>().Pinned());
        }
        return (Code(), []);

        // Nobody told a host to stop whose service broke: whoever watches the process has to start it again.
        int Code() => failure.ExitCode == 0 && !told.IsCancellationRequested ? ExitCodes.General : failure.ExitCode;
    }

    /// <summary>Handovers as a peer would tell them, for a silo whose peers of that epoch are all gone. A failure over them ends the silo as it does where a peer tells.</summary>
    private static async Task TellAsync(WebApplication app, EraTurn turn, ImmutableArray<Handover> handovers)
    {
        if (handovers.IsEmpty)
        {
            return;
        }
        ImmutableArray<byte[]> told = [.. handovers.Select(static one => one.Encode())];
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            // False while the replica starts.
            while (!stopping.IsCancellationRequested && !await turn.ToldAsync(told))
            {
            }
        }
        catch (Exception e)
        {
            // What fails because the host ends is no failure.
            if (!stopping.IsCancellationRequested)
            {
                app.Services.GetRequiredService<SiloStop>().Stop(e);
            }
        }
    }

    private static void Tell(WebApplication app, SiloConfig config, MerchantContext merchant, bool hasModuleKey)
    {
        var log = app.Services.GetRequiredService<ILogger<SiloStop>>();
        if (!hasModuleKey && config.Cluster is null && merchant.Genesis.Modules is { Maker: var maker })
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
        SiloLog.Ready(log, merchant.NameOf(merchant.Self), merchant.Genesis.Name, config.HttpListen, config.PeerListen);
    }

    private static async Task<(IReplicaStore Store, MerchantSeat Seat)> OpenAsync(SiloConfig config, GenesisFile genesis, MerchantKeys keys)
    {
        var witness = SiloFiles.WitnessOf(config.Key);
        try
        {
            return await MerchantSeat.OpenAsync(config.Location, genesis, keys.Accounts, witness);
        }
        catch (StoreException e) when (e.Fault is StoreFault.Missing or StoreFault.NotInitialised && File.Exists(witness))
        {
            throw new SiloFailure(
                ExitCodes.Storage, $"the database {config.Location} is gone, and the witness {witness} says that this key has voted. Use 'scew-silo recover', never 'init'.");
        }
    }

    private static MerchantContext Merchant(SiloConfig config, GenesisFile genesis, MerchantKeys keys, MerchantSeat seat)
    {
        try
        {
            var activation = new Digest(RandomNumberGenerator.GetBytes(Digest.SizeBytes));
            var key = keys.SigningOf(seat.Present);
            var link = keys.LinkOf(seat.Present, seat.Require(keys.Accounts));
            var merchant = new MerchantContext(genesis, key, link.Certificate, activation, eras: seat.Eras);
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

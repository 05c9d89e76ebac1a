using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;
using Orleans.Runtime.Hosting;
using Scew.Grains.Watching;

namespace Scew.Grains;

/// <summary>Registers what the grains work with. The silo adds <see cref="MerchantContext"/>, the store, <see cref="IPeerLinks"/> and <see cref="ISiloStop"/>.</summary>
public static class GrainServices
{
    /// <summary>Adds the services of one merchant.</summary>
    public static IServiceCollection AddScewGrains(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ReplicaInbox>();
        services.AddSingleton<RequestBook>();
        services.AddSingleton<RequestCheck>();
        services.AddSingleton<ReceiptBook>();
        services.AddSingleton<LedgerEvents>();
        services.AddSingleton<RegisterBuffer>();
        services.AddSingleton<LocalRegisters>();
        services.AddSingleton<IRegisterSource>(static provider => provider.GetRequiredService<LocalRegisters>());
        services.AddSingleton<AssetCalls>();
        services.AddSingleton<RegisterFlusher>();
        services.AddSingleton<LedgerHistory>();
        services.AddSingleton<BlockDesk>();
        services.AddSingleton<PeerServer>();
        services.AddSingleton<ExecutionQueue>();
        services.AddSingleton<ReplicaParts>();
        services.AddSingleton<LedgerReads>();
        services.AddSingleton<RegisterEpoch>();
        services.AddSingleton<TransferDesk>();
        services.AddSingleton<TransferServer>();
        services.AddSingleton<StateInstaller>();
        services.AddSingleton<StateTransfer>();
        services.AddSingleton<HistoryPruner>();
        services.AddSingleton<EraEnd>();
        services.AddSingleton<EraTurn>();
        services.AddSingleton<ModuleHost>();
        services.AddSingleton<ModuleClient>();
        services.AddSingleton<BlockExecutions>();
        services.AddSingleton<SiloMeter>();
        services.AddSingleton<ReplicaStanding>();
        services.AddSingleton<ReplicaWatch>();
        services.AddSingleton<SiloCondition>();
        services.AddSingleton<StandingGauges>();
        services.TryAddSingleton(new WatchOptions());
        services.TryAddSingleton(new LedgerOptions());
        services.TryAddSingleton(new ModuleOptions());
        services.AddSingleton<IPeerReceiver, PeerIntake>();
        services.AddSingleton(provider => new Lazy<IPeerLinks>(provider.GetRequiredService<IPeerLinks>));
        return services;
    }

    /// <summary>Adds the storage provider of registers.</summary>
    public static ISiloBuilder AddScewStorage(this ISiloBuilder silo)
    {
        silo.Services.AddGrainStorage(RegisterStorage.Name, static (provider, _) => ActivatorUtilities.CreateInstance<RegisterStorage>(provider));
        return silo;
    }
}

using Scew.Grains.Watching;
using Scew.Silo.Hosting;

namespace Scew.Silo.Watching;

/// <summary>Registers what watches a silo.</summary>
internal static class WatchServices
{
    public static void AddSiloWatching(this IServiceCollection services, SiloConfig config)
    {
        services.AddSingleton(WatchToken.Read(config.Watching.TokenFile));
        services.AddSingleton(new WatchOptions(config.Watching.ReadyBehind, config.Watching.TraceShare));
        services.AddSingleton<WatchService>();
        services.AddHostedService(static provider => provider.GetRequiredService<WatchService>());
    }
}

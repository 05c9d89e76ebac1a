#if GRAIN_RUNTIME_ORLEANS
using Orleans.Hosting;
#endif
using Scew.Grains;

namespace Scew.Silo.Hosting;

/// <summary>The hosting lines that differ between the embedded grain runtime and the Orleans packages.</summary>
internal static class GrainRuntimeHosting
{
    public static void Use(WebApplicationBuilder builder) => builder.Host.UseOrleans(silo =>
    {
#if GRAIN_RUNTIME_ORLEANS
        silo.UseLocalhostClustering();
        silo.UseSecureRole();
#endif
        silo.AddScewStorage();
    });
}

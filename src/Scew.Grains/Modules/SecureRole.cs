#if GRAIN_RUNTIME_ORLEANS
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Scew.Grains;

/// <summary>Of a cluster with silos whose metadata says <c>role=secure</c>, only these run the secure module.</summary>
[SecureRole]
public sealed partial class SecureModuleGrain;

/// <summary>Marks what runs on secure silos, where there are any.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SecureRoleAttribute() : PlacementFilterAttribute(new SecureRole());

/// <summary>The filter's name for Orleans; it has no settings.</summary>
public sealed class SecureRole() : PlacementFilterStrategy(0);

/// <summary>
/// A remote stateless pool does not spread by itself, for the chosen silo is cached by key: so the keys are dealt out over the silos.
/// </summary>
public sealed class SecureRoleDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        List<SiloAddress> secure = [.. silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.TryGetValue("role", out var role) && role == "secure").Order()];
        return secure.Count == 0 ? silos : [secure[(int)(target.GrainIdentity.GetIntegerKey() % secure.Count)]];
    }
}

/// <summary>Registers the filter; a silo's role comes from its configuration, <c>ORLEANS__METADATA__role=secure</c>.</summary>
public static class SecureRoleHosting
{
    /// <summary>Adds filter and metadata.</summary>
    public static ISiloBuilder UseSecureRole(this ISiloBuilder silo)
    {
        silo.UseSiloMetadata();
        silo.Services.AddPlacementFilter<SecureRole, SecureRoleDirector>(ServiceLifetime.Transient);
        return silo;
    }
}
#endif

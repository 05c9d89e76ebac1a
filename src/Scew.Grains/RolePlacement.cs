#if GRAIN_RUNTIME_ORLEANS
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;

namespace Scew.Grains;

/// <summary>Where there are secure silos, only these run the secure module.</summary>
[SecureRole]
public sealed partial class SecureModuleGrain;

/// <summary>Where there are silos for registers, only these run asset grains.</summary>
[RegistersRole]
public sealed partial class AssetGrain;

/// <summary>Marks what runs on secure silos, where there are any.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SecureRoleAttribute() : PlacementFilterAttribute(new SecureRole());

/// <summary>Marks what runs on silos for registers, where there are any.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RegistersRoleAttribute() : PlacementFilterAttribute(new RegistersRole());

/// <summary>The filter's name for Orleans; it has no settings.</summary>
public sealed class SecureRole() : PlacementFilterStrategy(0);

/// <summary>The filter's name for Orleans; it has no settings.</summary>
public sealed class RegistersRole() : PlacementFilterStrategy(0);

/// <summary>
/// A remote stateless pool does not spread by itself, for the chosen silo is cached by key: so the keys are dealt out over the silos.
/// </summary>
public sealed class SecureRoleDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var secure = RolePlacement.Of(metadata, SiloRole.Secure, silos);
        return secure.Count == 0 ? silos : [secure[(int)(target.GrainIdentity.GetIntegerKey() % secure.Count)]];
    }
}

/// <summary>Leaves the choice among the silos for registers to the placement strategy.</summary>
public sealed class RegistersRoleDirector(ISiloMetadataCache metadata) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var some = RolePlacement.Of(metadata, SiloRole.Registers, silos);
        return some.Count == 0 ? silos : some;
    }
}

/// <summary>Registers the filters; a silo's role is in its metadata.</summary>
public static class RolePlacement
{
    /// <summary>Adds the filters.</summary>
    public static ISiloBuilder UseScewPlacement(this ISiloBuilder silo)
    {
        silo.Services.AddPlacementFilter<SecureRole, SecureRoleDirector>(ServiceLifetime.Transient);
        silo.Services.AddPlacementFilter<RegistersRole, RegistersRoleDirector>(ServiceLifetime.Transient);
        return silo;
    }

    internal static List<SiloAddress> Of(ISiloMetadataCache metadata, SiloRole role, IEnumerable<SiloAddress> silos) =>
        [.. silos.Where(silo => metadata.GetSiloMetadata(silo).Metadata.TryGetValue(SiloRoles.Metadata, out var its) && its == role.ToString()).Order()];
}
#endif

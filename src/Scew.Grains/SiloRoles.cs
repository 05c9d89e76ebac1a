using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Scew.Grains;

/// <summary>Gives a silo the grains of its role and what they work with. A silo never hosts a grain of another role, whatever asks for it.</summary>
public static class SiloRoles
{
    /// <summary>The name of the metadata entry that tells others the role.</summary>
    public const string Metadata = "role";

    /// <summary>A silo that hosts what <paramref name="role"/> hosts.</summary>
    public static ISiloBuilder AddScewRole(this ISiloBuilder silo, SiloRole role)
    {
        silo.Services.PostConfigure<GrainTypeOptions>(types => types.Classes.RemoveWhere(type => type.Assembly == typeof(SiloRoles).Assembly && !Hosts(role, type)));
        if (role != SiloRole.Secure)
        {
            silo.AddScewStorage();
        }
        if (role == SiloRole.Registers)
        {
            silo.Services.AddSingleton<IRegisterSource, RemoteRegisters>();
        }
        if (role == SiloRole.Secure)
        {
            silo.Services.TryAddSingleton(new ModuleOptions());
            silo.Services.AddSingleton<ModuleHost>();
        }
        return silo;
    }

    // The ordering silo hosts everything, so that it can go on alone.
    private static bool Hosts(SiloRole role, Type grain) => role switch
    {
        SiloRole.Ordering => true,
        SiloRole.Registers => grain == typeof(AssetGrain),
        SiloRole.Secure => grain == typeof(SecureModuleGrain),
        _ => false,
    };
}

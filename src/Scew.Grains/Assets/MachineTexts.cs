using System.Text;
using Orleans;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Machines out of their registers, for a silo that did not compile them yet.</summary>
internal static class MachineTexts
{
    /// <summary>The deployed machine, or null. A machine migrates from machines that were deployed before it, so the chain ends.</summary>
    public static async Task<Machine?> FindAsync(IGrainFactory grains, long epoch, MachineCatalog catalog, string name)
    {
        if (catalog.FindCompiled(name) is { } known)
        {
            return known;
        }
        var key = new RegisterKey(RegisterKind.Machine, name);
        var bytes = await grains.GetGrain<IAssetGrain>(key.ToString()).ReadAsync(epoch);
        if (bytes is null || Register.Decode(bytes) is not { } register || register.Key != key)
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(register.Value);
        if (MachineText.NameOf(text) != name)
        {
            return null;
        }
        var sources = new Dictionary<string, Machine>(StringComparer.Ordinal);
        foreach (var source in MachineText.MigratesFrom(text))
        {
            if (await FindAsync(grains, epoch, catalog, source) is { } machine)
            {
                sources[source] = machine;
            }
        }
        return catalog.Compile(name, text, source => sources.GetValueOrDefault(source));
    }
}

using System.Text;
using Scew.Grains;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Registers;

namespace Scew.Silo.Http;

/// <summary>The machines that a text migrates from, and those that these came from, as they are deployed here.</summary>
internal sealed class OlderMachines
{
    /// <summary>Most texts that one check has compiled for it.</summary>
    public const int MaxTexts = 16;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Machine?> _compiled = new(StringComparer.Ordinal);

    private OlderMachines()
    {
    }

    /// <summary>There are more than were fetched.</summary>
    public bool IsCut { get; private set; }

    public static async Task<OlderMachines> OfAsync(string text, ILedgerGrain ledger)
    {
        var older = new OlderMachines();
        var names = new Queue<string>(MachineText.MigratesFrom(text));
        while (names.TryDequeue(out var name))
        {
            if (MachineCatalog.Shipped.Find(name) is not null || older._texts.ContainsKey(name) || !Protocol.Digest.TryParse(name, out _))
            {
                continue;
            }
            if (older._texts.Count == MaxTexts)
            {
                older.IsCut = true;
                break;
            }
            var capture = await ledger.CaptureAsync(new RegisterKey(RegisterKind.Machine, name).ToString());
            if (capture.Register is { } bytes && Register.Decode(bytes) is { } register)
            {
                var source = Encoding.UTF8.GetString(register.Value);
                older._texts.Add(name, source);
                foreach (var further in MachineText.MigratesFrom(source))
                {
                    names.Enqueue(further);
                }
            }
        }
        return older;
    }

    /// <summary>A machine that ships or was fetched, compiled at its first use; null for one that is not deployed.</summary>
    public Machine? Find(string name)
    {
        if (MachineCatalog.Shipped.Find(name) is { } ships)
        {
            return ships;
        }
        if (!_texts.TryGetValue(name, out var text))
        {
            return null;
        }
        if (!_compiled.TryGetValue(name, out var machine))
        {
            // It was deployed, so where it has a fault now it came from one that was not fetched: its own migrations are left out then.
            machine = MachineText.Compile(text, Find).Machine ?? MachineText.Compile(text).Machine;
            _compiled.Add(name, machine);
        }
        return machine;
    }
}

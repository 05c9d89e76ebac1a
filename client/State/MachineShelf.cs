using System.Text;
using Scew.Cli.Commands;
using Scew.Cli.Output;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;

namespace Scew.Cli.State;

/// <summary>Machines by name: those that ship, and deployed ones by the hash of their text, so no merchant can show another text.</summary>
internal sealed class MachineShelf(GroupSession session)
{
    private readonly Dictionary<string, Machine> _known = new(StringComparer.Ordinal);

    /// <summary>A machine that ships or was looked up before, or null.</summary>
    public Machine? Known(string name) => MachineCatalog.Shipped.Find(name) ?? _known.GetValueOrDefault(name);

    /// <summary>The machine; a fault when nobody deployed it.</summary>
    public async Task<Machine> RequireAsync(string name, CancellationToken cancellation) => await FindAsync(name, cancellation)
        ?? throw new CliFault(Codes.UnknownMachine, ExitCodes.NotFound, $"there is no machine '{name}'")
        {
            Why = "it does not ship, and its absence in the group was proven",
            Unchanged = "nothing was sent",
            Next = "scew machine deploy FILE; that ship: " + string.Join(", ", MachineCatalog.Shipped.Machines.Select(static machine => machine.Name)),
        };

    /// <summary>The machine, or null. Older machines that it migrates from are looked up as well.</summary>
    public async Task<Machine?> FindAsync(string name, CancellationToken cancellation)
    {
        if (MachineCatalog.Shipped.Find(name) is { } ships)
        {
            return ships;
        }
        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }
        if (await RegisterAsync(name, cancellation) is not { } register)
        {
            return null;
        }
        var text = Encoding.UTF8.GetString(register.Value);
        foreach (var source in MachineText.MigratesFrom(text))
        {
            await FindAsync(source, cancellation);
        }
        var machine = MachineText.NameOf(text) == name ? MachineText.Compile(text, Known).Machine : null;
        if (machine is null)
        {
            throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"machine '{name}' cannot be read by this console") { Next = "use a newer console" };
        }
        _known[name] = machine;
        return machine;
    }

    private static CliFault NoName(string name) => new(Codes.UnknownMachine, ExitCodes.NotFound, $"there is no machine '{name}'")
    {
        Why = MachineCatalog.Shipped.Find(name) is null
            ? "a deployed machine goes by the hash of its text, 43 characters; machine deploy tells it"
            : "it ships in another form than a text, and nobody deploys it",
        Unchanged = "nothing was sent",
        Next = MachineCatalog.Shipped.Find(name) is null
            ? $"scew machine deploy {(ShippedTexts.Find(name) is null ? "FILE" : name)} -o id"
            : $"scew machine draw {name}",
    };

    /// <summary>The register of a deployed machine: its text and who deployed it; null when nobody did.</summary>
    public async Task<Register?> RegisterAsync(string name, CancellationToken cancellation) => !Digest.TryParse(name, out _) ? throw NoName(name) :
        Reading.Require(await session.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Machine, name), cancellation: cancellation), $"the machine '{name}'").Register;
}

using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Machines;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Grains.Watching;

/// <summary>Counts what a block did to assets, and what it refused.</summary>
internal static class AssetTransitions
{
    /// <summary>The contract of an asset under a machine that somebody deployed: their names are as many as their makers like.</summary>
    public const string Deployed = "deployed";

    /// <summary>The contract of an asset that a refused step names, which was not changed.</summary>
    public const string Unknown = "unknown";

    public static void Count(SiloMeter meter, MachineCatalog machines, ImmutableArray<SignedRequest> requests, BlockOutcome outcome)
    {
        if (!meter.CountsTransitions)
        {
            return;
        }
        var contracts = outcome.Changes.Where(static change => change.Key.Kind == RegisterKind.Asset).ToDictionary(static change => change.Key.Id, static change => change.After.Contract);
        var codes = outcome.Results.ToDictionary(static executed => executed.Result.RequestId, static executed => executed.Result.Code);
        foreach (var request in requests)
        {
            if (codes.Remove(request.Id, out var code))
            {
                foreach (var (id, machine) in Steps(request.Payload.Operation))
                {
                    meter.Moved(Of(machine ?? contracts.GetValueOrDefault(id)), code);
                }
            }
        }
        foreach (var fired in outcome.Fired)
        {
            meter.Moved(Of(contracts.GetValueOrDefault(fired.AssetId)), fired.Taken ? Codes.Ok : Codes.MachineRefused);
        }

        string Of(string? machine) => machine is null ? Unknown : machines.Find(machine) is null ? Deployed : machine;
    }

    private static IEnumerable<(string Id, string? Machine)> Steps(Operation operation) => operation switch
    {
        AssetCreate create => [(create.Id, create.Machine)],
        AssetTransition transition => [(transition.Id, null)],
        AssetMigrate migrate => [(migrate.Id, migrate.Machine)],
        Transaction transaction => transaction.Operations.SelectMany(Steps),
        ConditionalUpdate update => update.Updates.SelectMany(Steps),
        _ => [],
    };
}

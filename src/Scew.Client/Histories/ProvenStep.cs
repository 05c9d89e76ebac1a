using System.Collections.Immutable;
using System.Text.Json;
using Scew.Client.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Client.Histories;

/// <summary>
/// A version of an asset that a receipt proves: the step that made it and, where another asset called it, that one. <paramref name="Timers"/> are those armed after it (due times, Unix
/// milliseconds, by transition); null where the result does not tell, because the asset was called.
/// </summary>
public sealed record ProvenStep(long Version, string Step, string? CalledBy, ImmutableSortedDictionary<string, long>? Timers)
{
    /// <summary>
    /// The versions of <paramref name="assetId"/> that a verified receipt's result names, as the operation's own result or among its calls. Read along the signed operation: values that a
    /// machine or a customer chose stand elsewhere in the result and name nothing.
    /// </summary>
    public static ImmutableArray<ProvenStep> Of(VerifiedReceipt receipt, string assetId)
    {
        if (!receipt.Succeeded)
        {
            return [];
        }
        var steps = ImmutableArray.CreateBuilder<ProvenStep>();
        Read(receipt.Request.Payload.Operation, receipt.Result(), assetId, steps);
        return steps.ToImmutable();
    }

    private static void Read(Operation operation, JsonElement result, string assetId, ImmutableArray<ProvenStep>.Builder steps)
    {
        switch (operation)
        {
            case Transaction transaction:
                if (result.ValueKind == JsonValueKind.Object && result.TryGetProperty("results", out var parts) && parts.ValueKind == JsonValueKind.Array && parts.GetArrayLength() == transaction.Operations.Length)
                {
                    for (var i = 0; i < transaction.Operations.Length; i++)
                    {
                        Read(transaction.Operations[i], parts[i], assetId, steps);
                    }
                }
                break;
            case AssetStep step:
                Own(step.Id, step is AssetTransition transition ? transition.Transition : step.Type, result, assetId, steps);
                Called(step.Id, result, assetId, steps);
                break;
            case AssetMigrate migrate:
                Own(migrate.Id, migrate.Type, result, assetId, steps);
                break;
        }
    }

    private static void Own(string id, string step, JsonElement result, string assetId, ImmutableArray<ProvenStep>.Builder steps)
    {
        if (id == assetId && Text(result, "id") == id && VersionOf(result) is { } version)
        {
            steps.Add(new ProvenStep(version, step, null, ReadTimers(result)));
        }
    }

    private static void Called(string caller, JsonElement result, string assetId, ImmutableArray<ProvenStep>.Builder steps)
    {
        if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("calls", out var calls) || calls.ValueKind != JsonValueKind.Array)
        {
            return;
        }
        foreach (var call in calls.EnumerateArray())
        {
            if (Text(call, "id") == assetId && VersionOf(call) is { } version && Text(call, "transition") is { } transition)
            {
                steps.Add(new ProvenStep(version, transition, caller, null));
            }
        }
    }

    private static ImmutableSortedDictionary<string, long> ReadTimers(JsonElement result)
    {
        var timers = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        if (!result.TryGetProperty("timers", out var armed) || armed.ValueKind != JsonValueKind.Object)
        {
            return timers.ToImmutable();
        }
        foreach (var timer in armed.EnumerateObject())
        {
            if (timer.Value.ValueKind == JsonValueKind.Number && timer.Value.TryGetInt64(out var dueMs))
            {
                timers[timer.Name] = dueMs;
            }
        }
        return timers.ToImmutable();
    }

    private static long? VersionOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number && version.TryGetInt64(out var number) ? number : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}

using System.Collections.Concurrent;
using System.Text.Json;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// Variables as this process saw them last, certified, so that a request need not read first. Only own ones that nobody else may write or read: those move by the own requests, whose
/// verified receipts tell the new record, and their keys are in no other hands, so that nothing is ever made under a key that another device has taken from somebody meanwhile. Where another device of the account was quicker the group answers <c>stale</c>, and everything is read anew.
/// </summary>
internal sealed class KnownVariables(Account account)
{
    private const int MaxKnown = 4096;

    private readonly ConcurrentDictionary<string, StoredVariable> _known = new(StringComparer.Ordinal);

    /// <summary>What was seen last, or null.</summary>
    public StoredVariable? Find(string id) => _known.GetValueOrDefault(id);

    /// <summary>Whatever is known of these may be of the past.</summary>
    public void Forget(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _known.TryRemove(id, out _);
        }
    }

    /// <summary>A certified read.</summary>
    public void Saw(StoredVariable variable)
    {
        if (variable.Owner != account || !variable.Value.Writers.IsEmpty || !variable.Value.Readers.IsEmpty)
        {
            _known.TryRemove(variable.Id, out _);
        }
        else if (_known.Count < MaxKnown || _known.ContainsKey(variable.Id))
        {
            _known.AddOrUpdate(variable.Id, variable, (_, present) => present.Version > variable.Version ? present : variable);
        }
    }

    /// <summary>What the own request did, part by part. A rekey names writers anew, so what it leads to is read again.</summary>
    public void Took(VerifiedReceipt receipt, Operation operation)
    {
        if (receipt.Succeeded)
        {
            Took(receipt, operation, receipt.Result());
        }
    }

    private void Took(VerifiedReceipt receipt, Operation operation, JsonElement result)
    {
        switch (operation)
        {
            case Rekey rekey:
                Forget([rekey.Id]);
                break;
            case ConditionalUpdate conditional:
                var parts = result.GetProperty("results");
                for (var i = 0; i < conditional.Updates.Length; i++)
                {
                    Took(receipt, conditional.Updates[i], parts[i]);
                }
                break;
            case SetRecord set when _known.TryGetValue(set.Id, out var before):
                Saw(before.After(receipt, set.Record, Version(result)));
                break;
            case SumAdditive or SumOrdered when _known.TryGetValue(result.GetProperty("id").GetString()!, out var before):
                Saw(before.After(receipt, Base64Url.Decode(result.GetProperty("record").GetString()!, before.Value.Record.Length)!, Version(result)));
                break;
            default:
                break;
        }
    }

    private static long Version(JsonElement result) => result.GetProperty("version").GetInt64();
}

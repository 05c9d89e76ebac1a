using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>What an asset holds that its conditions look at, by kind, each once and in the order of its values.</summary>
internal sealed class SituationLook
{
    private const int Most = 8;

    private readonly List<Account> _accounts = [];
    private readonly List<long> _numbers = [];
    private readonly List<long> _durations = [];
    private readonly List<long> _times = [];
    private readonly List<string> _texts = [];

    public SituationLook(Relevance relevance, CheckedAsset asset, bool isCreated)
    {
        Purse = asset.Purse;
        if (isCreated)
        {
            _accounts.Add(asset.State.Owner);
        }
        var names = asset.State.Values.Names;
        for (var i = 0; i < names.Length; i++)
        {
            if (relevance.IsRelevant(names[i]))
            {
                Take(asset.State.Values.At(i));
            }
        }
        (Accounts, Numbers, DurationsMs, TimesMs) = ([.. _accounts], [.. _numbers], [.. _durations], [.. _times]);
        Texts = [.. _texts];
    }

    public long Purse { get; }

    /// <summary>The owner is the first once there is an asset.</summary>
    public ImmutableArray<Account> Accounts { get; }

    public ImmutableArray<long> Numbers { get; }

    public ImmutableArray<long> DurationsMs { get; }

    public ImmutableArray<long> TimesMs { get; }

    public ImmutableArray<string> Texts { get; }

    private void Take(MachineValue value)
    {
        switch (value)
        {
            case MachineValue.AccountRef account:
                Add(_accounts, account.Value);
                break;
            case MachineValue.Int number:
                Add(_numbers, number.Value);
                break;
            case MachineValue.Duration duration:
                Add(_durations, duration.Ms);
                break;
            case MachineValue.Time time:
                Add(_times, time.UnixMs);
                break;
            case MachineValue.Text text:
                Add(_texts, text.Value);
                break;
            case MachineValue.List list:
                foreach (var item in list.Items.AsSpan()[..Math.Min(Most, list.Items.Length)])
                {
                    Take(item);
                }
                break;
            case MachineValue.Map map:
                foreach (var (key, held) in map.Pairs.AsSpan()[..Math.Min(Most, map.Pairs.Length)])
                {
                    Take(key);
                    Take(held);
                }
                break;
            case MachineValue.Record record:
                foreach (var (_, held) in record.Fields)
                {
                    Take(held);
                }
                break;
            default:
                break;
        }
    }

    private static void Add<T>(List<T> list, T value)
    {
        if (list.Count < Most && !list.Contains(value))
        {
            list.Add(value);
        }
    }
}

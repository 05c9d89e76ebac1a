using Scew.SystemTests.Links;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Histories;

/// <summary>Kills, stops and broken links, one after the other and never more at a time than the group must bear; chosen by a seed.</summary>
internal sealed class Upheaval(RunningGroup group, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>What was done, for a failure's message.</summary>
    public List<string> Deeds { get; } = [];

    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var victim = _random.Next(group.Net.Merchants.Length);
            switch (_random.Next(6))
            {
                case 0:
                    await DownAsync(victim, () => group.Net.Kill(victim));
                    break;
                case 1:
                    Deeds.Add($"kill all, restart all");
                    foreach (var merchant in group.Net.Merchants)
                    {
                        group.Net.Kill(merchant.Index);
                    }
                    await Task.WhenAll(group.Net.Merchants.Select(merchant => group.Net.RestartAsync(merchant.Index)));
                    break;
                case 2:
                    await FreezeAsync(victim);
                    break;
                case 3:
                    await BreakAsync(victim, (link, _) => link.Cut());
                    break;
                case 4:
                    await BreakAsync(victim, (_, direction) => direction.Set(LinkFault.Drop));
                    break;
                default:
                    await BreakAsync(victim, (_, direction) => direction.Set(LinkFault.Hold));
                    break;
            }
            await Task.Delay(_random.Next(200, 1500), CancellationToken.None);
        }
    }

    private async Task DownAsync(int victim, Action end)
    {
        Deeds.Add($"kill {victim}");
        end();
        await Task.Delay(_random.Next(0, 1500));
        await group.Net.RestartAsync(victim);
    }

    private async Task FreezeAsync(int victim)
    {
        Deeds.Add($"freeze {victim}");
        group.Signal("STOP", victim);
        await Task.Delay(_random.Next(500, 2500));
        group.Signal("CONT", victim);
    }

    /// <summary>Breaks links of one member, some of them one way only, or cuts the group in halves.</summary>
    private async Task BreakAsync(int victim, Action<LinkProxy, LinkDirection> fault)
    {
        var halves = _random.Next(3) == 0;
        Deeds.Add(halves ? $"halves with {victim}" : $"links of {victim}");
        var partner = (victim + 1 + _random.Next(group.Net.Merchants.Length - 1)) % group.Net.Merchants.Length;
        foreach (var other in group.Net.Merchants.Select(merchant => merchant.Index).Where(other => other != victim))
        {
            if (halves && other == partner)
            {
                continue;
            }
            fault(group.Links.Between(victim, other), group.Links.From(victim, other));
            if (_random.Next(2) == 0)
            {
                fault(group.Links.Between(victim, other), group.Links.From(other, victim));
            }
            if (halves)
            {
                fault(group.Links.Between(partner, other), group.Links.From(partner, other));
                fault(group.Links.Between(partner, other), group.Links.From(other, partner));
            }
        }
        await Task.Delay(_random.Next(500, 4000));
        group.Links.Heal();
    }
}

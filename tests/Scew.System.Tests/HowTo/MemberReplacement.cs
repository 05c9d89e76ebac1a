using Scew.Client.DevNets;
using Scew.Protocol.Groups;

namespace Scew.SystemTests.HowTo;

/// <summary>shop-e takes the place of shop-d by the blocks of <c>members.md</c> as they stand there, and by what that page says is as at the founding.</summary>
internal sealed class MemberReplacement
{
    private const string PlanIs = "PLAN=the-hash-as-it-was-read-to-you";

    private readonly FoundedGroup _group;
    private readonly MerchantMachine _proposer;
    private readonly MerchantMachine[] _others;
    private readonly Queue<HowToBlock> _blocks = new(HowToPage.Read("members.md"));

    public MemberReplacement(FoundedGroup group)
    {
        _group = group;
        _proposer = group.Coordinator;
        _others = [.. group.Merchants[1..^1]];
        Leaving = group.Merchants[^1];
        var ports = FreePorts.Pick(2);
        Newcomer = group.NewMachine("shop-e", ports[0], ports[1]);
    }

    public MerchantMachine Newcomer { get; }

    public MerchantMachine Leaving { get; }

    // What is read to everybody by telephone.
    private string PlanHash => GroupPlan.Parse(File.ReadAllBytes(_proposer.At("plan.json")))!.Hash().ToString();

    /// <summary>Steps 1 to 3 but for the restarts: keys, cards, and what the silos that stay find at their next start.</summary>
    public async Task PrepareAsync()
    {
        await _group.RunAsync(Newcomer, _group.Block("every"));
        Send();
        while (!_blocks.Peek().Words.SequenceEqual(["stay"]))
        {
            await FollowAsync();
        }
        await FollowAsync();
    }

    /// <summary>Step 4 and 5: it is decided, and the merchant that leaves has seen the turn.</summary>
    public async Task DecideAsync()
    {
        while (!_blocks.Peek().Words.Contains("turned"))
        {
            await FollowAsync();
        }
        Assert.Equal(2, await Leaving.EndAsync());
        Assert.Contains("is no merchant of group 'corner' any more since epoch 1", await File.ReadAllTextAsync(Leaving.At("silo.log")), StringComparison.Ordinal);
    }

    /// <summary>Step 6: the newcomer runs.</summary>
    public async Task JoinAsync()
    {
        await _group.RunAsync(Newcomer, _group.Block("every", "config"));
        await FollowAsync();
        var run = _blocks.Dequeue();
        Assert.Equal(["newcomer", "run"], run.Words);
        Assert.Empty(_blocks);
        Newcomer.StartSilo(run.Commands);
        _group.Merchants[^1] = Newcomer;
    }

    private async Task FollowAsync()
    {
        var block = _blocks.Dequeue();
        var isRead = block.Words.Contains("hash");
        var commands = isRead ? block.Commands.Replace(PlanIs, "PLAN=" + PlanHash, StringComparison.Ordinal) : block.Commands;
        var input = isRead ? PlanHash[..12] + "\n" : "";
        await Task.WhenAll(Who(block.Words[0]).Select(machine => _group.RunAsync(machine, commands, input)));
        Send();
    }

    private MerchantMachine[] Who(string word) => word switch
    {
        "proposer" => [_proposer],
        "others" => _others,
        "stay" => [_proposer, .. _others],
        "newcomer" => [Newcomer],
        _ => throw new InvalidOperationException($"members.md names nobody '{word}'"),
    };

    // "Send it to ...": the newcomer's card and consent, genesis, the plan, and each one's modules key with the password.
    private void Send()
    {
        FoundedGroup.Carry(Newcomer, _proposer, "shop-e.card.json", "shop-e.agrees.json");
        FoundedGroup.Carry(_proposer, Newcomer, "genesis.json", "plan.json");
        foreach (var machine in _others.Append(Newcomer))
        {
            if (!File.Exists(machine.At(machine == Newcomer ? "module.key.json" : "module-1.key.json")))
            {
                FoundedGroup.Carry(_proposer, machine, machine.Name + ".module-1.json");
                if (File.Exists(machine.At(machine.Name + ".module-1.json")))
                {
                    FoundedGroup.Carry(_proposer, machine, "hand-over");
                }
            }
        }
    }
}

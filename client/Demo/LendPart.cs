using System.Collections.Immutable;
using Scew.Client.Receipts;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Demo;

/// <summary>(e) A tool is lent; whoever may not hand it over is told why.</summary>
internal static class LendPart
{
    public static async Task RunAsync(DemoContext demo, CancellationToken cancellation)
    {
        demo.Part("(e) Alice lends Bob a drill");
        using var alice = demo.Net.Customer("alice");
        using var bob = demo.Net.Customer("bob");
        using var carol = demo.Net.Customer("carol");
        var drill = IdRules.OwnPrefix(alice.Account) + ":drill";
        var inputs = Inputs(("title", new MachineValue.Text("Drill")), ("deposit", new MachineValue.Int(500)));
        await demo.RequireAsync(new AssetCreate(drill, EShare.Name, inputs), alice, 0, cancellation);
        await RefuseAsync(demo, "Bob hands Alice's drill to Carol", Offer(drill, carol.Account), bob, cancellation);
        await demo.RequireAsync(Offer(drill, bob.Account), alice, 1, cancellation);
        demo.Say("Alice offers it to Bob until tomorrow");
        await RefuseAsync(demo, "Carol gives it back in Bob's place", new AssetTransition(drill, "giveBack", Inputs()), carol, cancellation);
        await demo.RequireAsync(new AssetTransition(drill, "giveBack", Inputs()), bob, 2, cancellation);
        demo.Say("Bob gives it back");
        var read = await demo.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, drill), 3, cancellation);
        if (read.Value?.Register is not { State: EShare.Ready } register || register.Owner != alice.Account)
        {
            throw DemoContext.Failed("the drill is not ready with Alice: " + read.Reason);
        }
        demo.Tally.CountRead();
        demo.Say($"read with proof at merchant {demo.Client.NameOf(3)}: {register.State}, version {register.Version}, height {read.Value.Height}");
    }

    private static async Task RefuseAsync(DemoContext demo, string what, AssetTransition step, SigningKey key, CancellationToken cancellation)
    {
        VerifiedReceipt receipt = await demo.SubmitAsync(step, key, 0, cancellation);
        if (receipt.Succeeded)
        {
            throw DemoContext.Failed($"an illegal step was accepted: {what}");
        }
        demo.Say($"{what}: refused, {receipt.Code}: {receipt.Message}");
    }

    private static AssetTransition Offer(string drill, Account to) => new(
        drill, "offer", Inputs(("to", new MachineValue.AccountRef(to)), ("until", new MachineValue.Time(DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds()))));

    private static ImmutableSortedDictionary<string, MachineValue> Inputs(params (string Name, MachineValue Value)[] inputs) =>
        inputs.ToImmutableSortedDictionary(input => input.Name, input => input.Value, StringComparer.Ordinal);
}

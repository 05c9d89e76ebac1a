using System.Diagnostics;
using Scew.Cli.Output;
using Scew.Client.Proofs;
using Scew.Client.Submission;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.Demo;

/// <summary>(d) A merchant lies as leader and to its customers; nothing wrong is accepted, and what it signed names it.</summary>
internal static class LiarPart
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(DemoContext demo, Dictionary<string, long> balances, CancellationToken cancellation)
    {
        var liar = demo.Net.Merchants[2];
        demo.Part($"(d) Merchant {liar.Name} lies: two blocks in one turn, and receipts of what did not happen");
        await demo.Net.RestartAsync(liar.Index, ["equivocate", "wrong-receipt"], cancellation);
        var found = new SortedDictionary<Digest, VerifiedEvidence>();
        var payers = CrashPart.Payers(balances, 8);
        var started = Stopwatch.GetTimestamp();
        var rejected = 0;
        var payments = 0;
        while (Stopwatch.GetElapsedTime(started) < Patience && !(Proves(found, "conflicting-votes") && Proves(found, "conflicting-attestations") && rejected > 0))
        {
            var customer = payers[payments++ % payers.Length];
            var shop = demo.Net.Merchants[0];
            var transfer = new Transfer(RedeemPart.WalletOf(demo, customer), RedeemPart.ShopOf(shop.Name), 10, shop.Account);
            var outcome = await demo.SubmitRawAsync(transfer, demo.Keys.Customer(customer), liar.Index, cancellation);
            if (outcome is not SubmitOutcome.Settled { Receipt: { Succeeded: true } receipt })
            {
                throw DemoContext.Failed("a payment in the liar's presence failed: " + DemoContext.Reason(outcome));
            }
            balances[customer] -= 10;
            demo.Settlement.Redeemed(shop.Name.ToUpperInvariant(), customer, 10);
            foreach (var complaint in outcome.Complaints)
            {
                rejected++;
                if (rejected == 1)
                {
                    demo.Say($"{demo.Client.NameOf(complaint.Merchant)} answers a payment with a false receipt; refused here: {complaint.Reason}");
                    demo.Say($"  the same signed request at another merchant: {receipt.Code}, position {receipt.Height}.{receipt.Index}, verified");
                }
                if (demo.Client.Evidence.FromFalseReceipt(complaint.Answer, receipt) is { } proof)
                {
                    found[proof.Id] = proof;
                }
            }
            foreach (var evidence in (await demo.Client.FetchEvidenceAsync(cancellation)).Evidence)
            {
                found[evidence.Id] = evidence;
            }
        }
        Report(demo, found, liar.Index, rejected, payments);
        await demo.Net.RestartAsync(liar.Index, cancellation: cancellation);
        var state = await CrashPart.WaitEqualAsync(demo, cancellation);
        demo.Say($"{liar.Name} is honest again; all four are equal at height {state.ExecutedHeight}");
    }

    private static bool Proves(SortedDictionary<Digest, VerifiedEvidence> found, string kind) => found.Values.Any(evidence => evidence.Kind == kind);

    private static void Report(DemoContext demo, SortedDictionary<Digest, VerifiedEvidence> found, int liar, int rejected, int payments)
    {
        if (found.Count == 0 || rejected == 0 || found.Values.Any(evidence => evidence.Accused != liar))
        {
            throw DemoContext.Failed($"{rejected} false answers and {found.Count} pieces of evidence, which must name {demo.Client.NameOf(liar)} and nobody else");
        }
        demo.Tally.CountEvidence(found.Count);
        demo.Say($"{Numbers.Text(payments)} payments, {Numbers.Text(rejected)} false answers, none accepted");
        foreach (var kind in found.Values.GroupBy(evidence => evidence.Kind))
        {
            demo.Say($"evidence, checked here: merchant {demo.Client.NameOf(kind.First().Accused)} {kind.First().Description}" + (kind.Count() > 1 ? $" (and {kind.Count() - 1} more like it)" : ""));
        }
    }
}

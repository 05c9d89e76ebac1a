using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Client.DevNets;

/// <summary>Customers with something to spend.</summary>
public static class DevFunding
{
    /// <summary>
    /// Makes a wallet <c>PREFIX:points</c> for each named customer and mints <paramref name="amount"/> into each new one; wallets that exist keep what they have.
    /// </summary>
    public static async Task<IReadOnlyList<(string Name, string Wallet)>> FundAsync(
        DevNet net, ScewClient client, IReadOnlyList<string> customers, long amount, CancellationToken cancellation = default)
    {
        var wallets = new List<(string, string)>();
        foreach (var name in customers)
        {
            using var key = net.Customer(name);
            var wallet = IdRules.OwnPrefix(key.Account) + ":points";
            wallets.Add((name, wallet));
            if (await SettleAsync(client, new CreateWallet(wallet, 0), key, cancellation) == "ok")
            {
                await SettleAsync(client, new Sum(wallet, amount), net.Merchants[0].Key, cancellation);
            }
        }
        return wallets;
    }

    private static async Task<string> SettleAsync(ScewClient client, Operation operation, SigningKey key, CancellationToken cancellation)
    {
        var made = RequestSigner.Sign(client.Verifier.Group.Genesis, operation, client.ValidUntil(1), key);
        var outcome = await client.SubmitAsync(made.Request!, 0, cancellation);
        return outcome is SubmitOutcome.Settled { Receipt: var receipt }
            ? receipt.Code
            : throw new DevNetException("the group does not order requests");
    }
}

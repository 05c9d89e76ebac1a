using System.Collections.Immutable;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Client.Till;

/// <summary>The requests of an import: which operations, signed by whom.</summary>
internal sealed class TillRequests(ScewClient client, ITillKeys keys)
{
    /// <summary>The wallet that holds a customer's points.</summary>
    public static string WalletOf(SigningKey customer) => IdRules.OwnPrefix(customer.Account) + ":points";

    /// <summary>The batch as one signed request; <paramref name="reduced"/> replaces the delta of a single take-back.</summary>
    public SignedRequest Sign(TillBatch batch, long? reduced)
    {
        if (batch.Merchant is null)
        {
            var signers = batch.Customers.Select(keys.Customer).ToArray();
            var creates = signers.Select((key, index) => (Operation)new CreateWallet(WalletOf(key), 0) { As = index });
            return Make(new Transaction([.. creates]), client.ValidUntil(signers.Length), signers);
        }
        var (issuer, _) = MerchantOf(batch.Merchant);
        var sums = batch.Steps.Select(step => (Operation)new Sum(WalletOf(keys.Customer(step.Row.Customer)), reduced ?? step.Delta));
        return Make(new Transaction([.. sums]), client.ValidUntil(1), issuer);
    }

    /// <summary>One page of the ledger, as an ordered read with a receipt.</summary>
    public SignedRequest SignPage(string merchant, string? after) =>
        Make(new LedgerPage(after, RequestLimits.MaxPage), client.ValidUntil(1), MerchantOf(merchant).Key);

    /// <summary>Throws unless the group has an issuer for every merchant of the file.</summary>
    public void RequireMerchants(ImmutableArray<string> merchants)
    {
        foreach (var merchant in merchants)
        {
            MerchantOf(merchant);
        }
    }

    /// <summary>Where a batch is best submitted: at its own merchant; wallets are spread over all.</summary>
    public int MemberFor(TillBatch batch, ImmutableArray<string> merchants, int index) =>
        MerchantOf(batch.Merchant ?? merchants[index % merchants.Length]).Member;

    private SignedRequest Make(Operation operation, long validUntilMs, params ReadOnlySpan<SigningKey> by)
    {
        var made = RequestSigner.Sign(client.Verifier.Group.Genesis, operation, validUntilMs, by);
        return made.Request ?? throw new TillException(made.Code, "a request of the import cannot be made: " + made.Message);
    }

    private (SigningKey Key, int Member) MerchantOf(string name) =>
        keys.Merchant(name) ?? throw new TillException("not-found", $"the group has no issuer for the file's merchant '{name}'");
}

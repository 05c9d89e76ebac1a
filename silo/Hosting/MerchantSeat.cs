using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Silo.Commands;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>
/// Which merchant a key is in the era that a database is in. Indexes change with eras, so a database is known by the merchant that it was made for: by its name or its account in
/// the era of its making.
/// </summary>
internal sealed record MerchantSeat(ImmutableArray<GenesisDocument> Eras, int? Member)
{
    /// <summary>The group now.</summary>
    public GenesisDocument Present => Eras[^1];

    /// <summary>Opens a merchant's database, and reads which era it is in. <paramref name="accounts"/> are those of the merchant's keys, the present one first.</summary>
    /// <exception cref="SiloFailure">None of the keys is a merchant's, the database is another one's, or it holds a handover that proves nothing.</exception>
    public static async Task<(IReplicaStore Store, MerchantSeat Seat)> OpenAsync(DatabaseLocation location, GenesisFile genesis, IReadOnlyList<Account> accounts, string? witness)
    {
        var hash = genesis.Document.Hash();
        var member = accounts.Select(genesis.Document.MemberOf).FirstOrDefault(static index => index is not null) ?? await PeekAsync(location, genesis, accounts);
        IReplicaStore store;
        try
        {
            store = await location.OpenAsync(hash, member, witness);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Foreign)
        {
            // It can be made in a later era, where this merchant had another place.
            if (await PeekedAsync(location, genesis, accounts) is not { } made || made == member)
            {
                throw;
            }
            store = await location.OpenAsync(hash, made, witness);
        }
        try
        {
            return (store, await OfAsync(store, genesis, accounts));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>The seat by the eras of a chain of handovers.</summary>
    public static MerchantSeat Of(GenesisFile genesis, IEnumerable<Handover> handovers, bool complete, IReadOnlyList<Account> accounts, string source)
    {
        var all = handovers.ToList();
        var (eras, fault) = Handover.Chain(genesis.Document, all, complete);
        if (fault != HandoverFault.None)
        {
            throw new SiloFailure(
                ExitCodes.Usage,
                $"{source}: the handover to epoch {eras.Length} does not prove itself ({fault}); fetch the chain again from a merchant: scew group handovers --out FILE");
        }
        return new MerchantSeat(eras, accounts.Select(eras[^1].MemberOf).FirstOrDefault(static index => index is not null));
    }

    /// <summary>The member, or the failure that says that the key is nobody's.</summary>
    public int Require(IReadOnlyList<Account> accounts) => Member ?? throw new SiloFailure(
        ExitCodes.Usage,
        Eras.Any(era => accounts.Any(account => era.MemberOf(account) is not null))
            ? $"the key belongs to account {accounts[0]}, which is no merchant of group '{Present.Name}' any more since epoch {Present.Epoch}. Receipts stay valid; keep the database, and nothing else is to be done"
            : $"the key belongs to account {accounts[0]}, which is no merchant of group '{Present.Name}' ({Present.Hash()}) in epoch {Present.Epoch}");

    /// <summary>Whether an attestation in the database is credible: own ones carry the signature of the key that was the own one in its era, of others nothing is known here.</summary>
    public Func<Attestation, bool> CheckOwn(IReadOnlyList<Account> accounts)
    {
        var own = Eras.Select(era => accounts.Select(era.MemberOf).FirstOrDefault(static index => index is not null)).ToArray();
        var verifiers = Eras.Select(static era => era.CreateVerifier()).ToArray();
        var genesis = Present.Hash();
        return attestation => attestation.State.Epoch >= own.Length || own[attestation.State.Epoch] != attestation.Signer
            || attestation.IsSigned(verifiers[attestation.State.Epoch]!, genesis);
    }

    private static async Task<int?> PeekedAsync(DatabaseLocation location, GenesisFile genesis, IReadOnlyList<Account> accounts)
    {
        try
        {
            return await PeekAsync(location, genesis, accounts);
        }
        catch (Exception e) when (e is SiloFailure or StoreException)
        {
            return null;
        }
    }

    /// <summary>Without counting or witnessing anything: only whose database it is.</summary>
    private static async Task<int> PeekAsync(DatabaseLocation location, GenesisFile genesis, IReadOnlyList<Account> accounts)
    {
        await using var store = await location.OpenAsync(genesis.Document.Hash(), null, null);
        var seat = await OfAsync(store, genesis, accounts);
        seat.Require(accounts);
        return store.Identity.Member;
    }

    /// <summary>The seat in the newest era that a database holds.</summary>
    public static async Task<MerchantSeat> OfAsync(IReplicaStore store, GenesisFile genesis, IReadOnlyList<Account> accounts) =>
        Of(store.Identity, await store.ReadErasAsync(), genesis, accounts, "the database");

    /// <summary>The seat in the newest era that a database or a backup (<paramref name="source"/>) holds, which was made for the merchant of these keys.</summary>
    public static MerchantSeat Of(StoreIdentity identity, ImmutableArray<StoredEra> stored, GenesisFile genesis, IReadOnlyList<Account> accounts, string source)
    {
        var handovers = stored.Select(static era => Handover.Parse(era.Handover)).ToList();
        if (handovers.Any(static handover => handover is null))
        {
            throw new StoreException(StoreFault.Corrupt, $"A handover in {source} does not decode; it was changed or damaged.");
        }
        var seat = Of(genesis, handovers.Select(static handover => handover!), false, accounts, source);
        var founded = seat.Eras[stored.Count(static era => era.IsFounding)];
        var made = identity.Member < founded.Merchants.Length ? founded.Merchants[identity.Member] : null;
        // The last era that knows the keys: one that left the group still has its database.
        var own = seat.Eras.Reverse().SelectMany(era => accounts.Select(account => era.MemberOf(account) is { } member ? era.Merchants[member] : null)).FirstOrDefault(static one => one is not null);
        if (made is null || (own is not null && made.Name != own.Name && made.Account != own.Account))
        {
            throw new SiloFailure(ExitCodes.General, $"{source} belongs to merchant '{made?.Name}', and the key to '{own?.Name}'");
        }
        return seat;
    }
}

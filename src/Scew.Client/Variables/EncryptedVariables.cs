using System.Runtime.CompilerServices;
using Scew.Client.Receipts;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// Integers that stay encrypted in the group: plaintexts go in and come out here and nowhere else. Every read is certified and every result has a verified receipt; a request that
/// another's change made stale is made anew. What cannot be done is a <see cref="VariableException"/> with a code, a sentence and what to do. Thread-safe; disposing overwrites the keys
/// that it opened, and leaves what it was given to its owner.
/// </summary>
public sealed class EncryptedVariables : IDisposable
{
    private readonly Account _account;
    private readonly VariableReads _reads;
    private readonly VariableKeys _keys;
    private readonly VariableSubmission _submission;
    private readonly PaillierRegistry _registry;
    private readonly VariableOpening _opening;
    private readonly VariableOwning _owning;
    private readonly VariableHandOvers _handOvers;

    /// <summary>
    /// The variables of the key's account. <paramref name="master"/> was saved before: whatever is encrypted with it is lost with it. <paramref name="store"/> belongs to this account and
    /// group.
    /// </summary>
    public EncryptedVariables(ScewClient client, SigningKey key, MasterSecret master, VariableStore store, VariableHooks? hooks = null)
    {
        if (DevKeys.Refusal(client.Genesis, key.IsDev) is { } refusal)
        {
            throw new VariableException(Codes.NotPermitted, refusal);
        }
        _account = key.Account;
        var group = client.Verifier.Group.Genesis;
        var taken = new TakenKeys(store, _account, master, group);
        _reads = new VariableReads(client);
        _keys = new VariableKeys(_reads, taken, _account, master, group);
        _submission = new VariableSubmission(client, key, _reads, _keys, hooks ?? new VariableHooks());
        _registry = new PaillierRegistry(_reads, _keys, _submission, store, master, _account, group, hooks ?? new VariableHooks());
        _opening = new VariableOpening(_keys, _account);
        _owning = new VariableOwning(_submission, _registry, _keys, _opening, _account);
        _handOvers = new VariableHandOvers(_reads, _keys, taken, _submission, key, master, group);
    }

    /// <summary>Bits of new Paillier keys: 2048 or 3072.</summary>
    public int KeyBits { get; init; } = 2048;

    /// <summary>
    /// Creates a variable that this account owns. An additive one that others may write or read has a Paillier key of its own, whatever <paramref name="ownKey"/> says: they could have
    /// anything under its key opened.
    /// </summary>
    public async Task<VerifiedReceipt> CreateAsync(
        string id, VariableType type, long value, bool ownKey = false, IReadOnlyList<Account>? writers = null, IReadOnlyList<Account>? readers = null,
        CancellationToken cancellation = default)
    {
        VariableInput.NewId(id, _account);
        var (mayWrite, mayRead) = (VariableInput.Named(writers, _account, "writer"), VariableInput.Named(readers, _account, "reader"));
        return await _owning.CreateAsync(id, type, value, KeyBits, ownKey || mayWrite.Length + mayRead.Length > 0, mayWrite, mayRead, cancellation);
    }

    /// <summary>A variable as it is now, opened where its key is here; an exception where there is none.</summary>
    public async Task<VariableView> ViewAsync(string id, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        return await _opening.OpenAsync(await _reads.FindAsync(id, cancellation), cancellation);
    }

    /// <summary>The value now; an exception where it cannot be opened here, or lies beyond 64 bits.</summary>
    public async Task<long> GetAsync(string id, CancellationToken cancellation = default) => Require(await ViewAsync(id, cancellation));

    /// <summary>The value of a view; an exception that says why there is none.</summary>
    public long Require(VariableView view) => _opening.Require(view);

    /// <summary>
    /// Every variable whose id begins so, in the order of ids, each proven as of the call or later: f+1 merchants list them, so none that was there is left out. Those whose keys are not here have
    /// no value.
    /// </summary>
    public async IAsyncEnumerable<VariableView> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var stored in _reads.ListAsync(prefix, cancellation))
        {
            yield return await _opening.OpenAsync(stored, cancellation);
        }
    }

    /// <summary>
    /// Stores a value; as owner or writer. With <paramref name="unchangedSince"/> (a version) only where nobody changed it since, else <c>stale</c>. <paramref name="overwrites"/> a record that
    /// does not open here, which is refused otherwise: perhaps this is not the master secret of its readers.
    /// </summary>
    public async Task<VerifiedReceipt> SetAsync(string id, long value, long? unchangedSince = null, bool overwrites = false, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        if (unchangedSince is null)
        {
            return await _submission.RunAsync([id], (variables, _) => VariableRequests.Set(variables, id, value, null, overwrites), cancellation);
        }
        var read = await _submission.ReadAsync([id], cancellation);
        if (read.All[0].Version != unchangedSince)
        {
            throw new VariableException(Codes.Stale, $"'{id}' is at version {read.All[0].Version} by now, not {unchangedSince}", "read it and decide anew");
        }
        var expected = Digest.Of(read.All[0].Value.Record);
        return await _submission.RunAsync([id], (variables, _) => VariableRequests.Set(variables, id, value, expected, overwrites), cancellation, retries: 0, first: read);
    }

    /// <summary>Adds to the stored value without reading it; as owner or writer. An additive one needs no secret for that, an ordered one is delegated to the secure modules.</summary>
    public Task<VerifiedReceipt> SumAsync(string id, long addend, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        return _submission.RunAsync([id], (variables, parts) => VariableRequests.Sum(variables, parts, "", id, addend), cancellation);
    }

    /// <summary>Whether <c>variable op argument</c> holds, as the group sees it in one block; as owner or reader.</summary>
    public async Task<ComparisonOutcome> CompareAsync(string id, Comparison comparison, long argument, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        VariableInput.Operator(comparison);
        var receipt = await _submission.RunAsync([id], (variables, parts) => VariableRequests.Compare(variables, parts, "", id, comparison, argument), cancellation);
        return new ComparisonOutcome(receipt.Result().GetProperty("holds").GetBoolean(), receipt);
    }

    /// <summary>Which of these variables have a value from <paramref name="low"/> to <paramref name="high"/>, both inclusive; more than 100 make several requests.</summary>
    public async Task<RangeOutcome> BetweenAsync(IReadOnlyList<string> ids, long low, long high, CancellationToken cancellation = default)
    {
        VariableInput.Range(ids, low, high);
        return await VariableRanges.AskAsync(_submission, ids, low, high, cancellation);
    }

    /// <summary>As the other one, for all variables whose ids begin so, as <see cref="ListAsync"/> lists them, and whose keys are here; the others are told.</summary>
    public async Task<RangeOutcome> BetweenAsync(string prefix, long low, long high, CancellationToken cancellation = default)
    {
        VariableInput.Range([], low, high);
        return await VariableRanges.AskAsync(_submission, _reads, _keys, _account, prefix, low, high, cancellation);
    }

    /// <summary>
    /// All changes when the condition holds, else none: of wallets, additive and ordered variables, mixed as wanted. At most one change of each ordered variable. Needs the rights of every
    /// part.
    /// </summary>
    public async Task<UpdateOutcome> UpdateAsync(VariableCondition condition, IReadOnlyList<VariableChange> changes, CancellationToken cancellation = default)
    {
        var read = await _submission.RecallAsync(VariableInput.Update(condition, changes), cancellation);
        VariableInput.OneChangeEach(read, changes);
        var receipt = await _submission.RunAsync(
            [.. read.All.Select(static variable => variable.Id)], (variables, parts) => VariableRequests.Update(variables, parts, condition, changes), cancellation, Codes.ConditionFalse, first: read);
        return new UpdateOutcome(receipt.Succeeded, receipt);
    }

    /// <summary>
    /// Puts the value under a new key and names writers and readers anew: whoever is not named has no right any more, and nobody who was handed the old key reads what comes. As owner.
    /// <paramref name="value"/> is stored in place of the present one: so also a record that does not open, by a writer who stored something else, ends with his right.
    /// </summary>
    public async Task<VerifiedReceipt> RekeyAsync(
        string id, IReadOnlyList<Account>? writers = null, IReadOnlyList<Account>? readers = null, long? value = null, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        var (mayWrite, mayRead) = (VariableInput.Named(writers, _account, "writer"), VariableInput.Named(readers, _account, "reader"));
        return await _owning.RekeyAsync(id, KeyBits, mayWrite, mayRead, value, cancellation);
    }

    /// <summary>Publishes the key to which others seal what they hand to this account; it follows from the master secret.</summary>
    public Task<VerifiedReceipt> PublishKeyAsync(CancellationToken cancellation = default) => _handOvers.PublishAsync(cancellation);

    /// <summary>The key that an account published, 65 bytes; an exception where it has none.</summary>
    public async Task<byte[]> KeyAsync(Account account, CancellationToken cancellation = default) =>
        await _reads.EncryptionKeyAsync(account, cancellation) ?? throw VariableFaults.NotPublished(account);

    /// <summary>
    /// The variable's key for another account, sealed to the key that it published: a file for it to take. Whoever has it knows all about the variable until the next rekey.
    /// </summary>
    public Task<byte[]> HandAsync(string id, Account receiver, CancellationToken cancellation = default)
    {
        VariableInput.Id(id);
        return _handOvers.HandAsync(id, receiver, cancellation);
    }

    /// <summary>Takes what was handed over, after it opened the variable as it is now; kept in the store from then on.</summary>
    public Task<VariableView> TakeAsync(byte[] handOver, CancellationToken cancellation = default) => _handOvers.TakeAsync(handOver, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _registry.Dispose();
        _keys.Dispose();
    }
}

using System.Collections.Immutable;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Homomorphic.Modules;

/// <summary>
/// The logic of the secure grain. Its answer is a function of the call: of the sealed envelope and of one exact stored record. It never has a variable's key,
/// decrypts nothing but envelopes, and draws nothing at random. The order of its checks, the same for every module:
/// <list type="number">
/// <item>the envelope: length, version, key, tag, canonical plaintext; else bad-envelope for every item</item>
/// <item>per item a part with its path, of its kind, with its asset; else bad-envelope</item>
/// <item>additive: the registered key has its form and the stored record its length; else corrupt-record</item>
/// <item>the name of key and stored record (ordered: SHA-256 of the stored record) is the sealed one; else stale. Nothing before this looks at m, r or a record key</item>
/// <item>ordered: the stored record has its form; else corrupt-record</item>
/// <item>additive: (m, r) opens the record; ordered: the new salt is not the stored one; else bad-envelope</item>
/// <item>ordered: the record is what key, id and value make; else corrupt-record</item>
/// <item>an ordered sum stays within 64 bits; else overflow</item>
/// </list>
/// What is no answer throws: a missing key of the epoch, want of memory.
/// </summary>
/// <param name="keys">The group's module keys.</param>
/// <param name="verified">Openings that held before; null for no cache.</param>
public sealed class SecureModule(ModuleKeys keys, VerifiedOpenings? verified)
{

    /// <summary>The answers of several calls, in their order.</summary>
    public ImmutableArray<ImmutableArray<ModuleAnswer>> Run(IReadOnlyList<ModuleCall> calls) => [.. calls.Select(Run)];

    /// <summary>One answer, or one for every item of a delegated call.</summary>
    public ImmutableArray<ModuleAnswer> Run(ModuleCall call) => call switch
    {
        ModuleCall.CheckKey check => [CheckKey(check)],
        ModuleCall.CheckAdditive check => [CheckAdditive(check)],
        ModuleCall.SumAdditive sum => [SumAdditive(sum)],
        ModuleCall.CompareOrdered compare => [CompareOrdered(compare)],
        ModuleCall.RangeOrdered range => [RangeOrdered(range)],
        ModuleCall.Delegated delegated => Delegated(delegated),
        _ => throw new InvariantException("an unknown module call"),
    };

    private static ModuleAnswer CheckKey(ModuleCall.CheckKey call)
    {
        using var key = PaillierPublicKey.TryParse(call.PublicKey, out _);
        return key is not null && ModulusProof.Verify(key, call.Context, call.Proof) == KeyFault.None
            ? ModuleAnswer.Truth(true) : ModuleAnswer.Refused(ModuleCode.BadInput);
    }

    private static ModuleAnswer CheckAdditive(ModuleCall.CheckAdditive call) =>
        PaillierPublicKey.IsForm(call.PublicKey) && Ciphertext.Check(PaillierPublicKey.ModulusOf(call.PublicKey), call.Ciphertext) == CiphertextFault.None
            ? ModuleAnswer.Truth(true) : ModuleAnswer.Refused(ModuleCode.BadInput);

    private static ModuleAnswer SumAdditive(ModuleCall.SumAdditive call)
    {
        if (!PaillierPublicKey.IsForm(call.PublicKey))
        {
            return ModuleAnswer.Refused(ModuleCode.CorruptRecord);
        }
        var modulus = PaillierPublicKey.ModulusOf(call.PublicKey);
        if (Ciphertext.Check(modulus, call.Addend) != CiphertextFault.None)
        {
            return ModuleAnswer.Refused(ModuleCode.BadInput);
        }
        return Ciphertext.Add(modulus, call.Record, call.Addend) is { } sum ? ModuleAnswer.Of(sum) : ModuleAnswer.Refused(ModuleCode.CorruptRecord);
    }

    private static ModuleAnswer CompareOrdered(ModuleCall.CompareOrdered call) => Comparisons.IsDefined(call.Comparison)
        ? Answer(OrderToken.Compare(call.Record, call.Token), order => Comparisons.Holds(call.Comparison, order)) : ModuleAnswer.Refused(ModuleCode.BadInput);

    private static ModuleAnswer RangeOrdered(ModuleCall.RangeOrdered call)
    {
        // Both are looked at whatever the first says: a malformed second bound is refused on every path.
        var low = Answer(OrderToken.Compare(call.Record, call.Low), order => order >= 0);
        var high = Answer(OrderToken.Compare(call.Record, call.High), order => order <= 0);
        return low.Code != ModuleCode.Ok ? low : high.Code != ModuleCode.Ok ? high : ModuleAnswer.Truth(low.Holds && high.Holds);
    }

    private static ModuleAnswer Answer(OrderOutcome outcome, Func<int, bool> holds) => outcome switch
    {
        OrderOutcome.Less => ModuleAnswer.Truth(holds(-1)),
        OrderOutcome.Equal => ModuleAnswer.Truth(holds(0)),
        OrderOutcome.Greater => ModuleAnswer.Truth(holds(1)),
        OrderOutcome.Stale => ModuleAnswer.Refused(ModuleCode.Stale),
        OrderOutcome.BadToken => ModuleAnswer.Refused(ModuleCode.BadInput),
        _ => ModuleAnswer.Refused(ModuleCode.CorruptRecord),
    };

    /// <summary>
    /// Opens the envelope of a delegated call, once for all its items, whose answers <c>Answer</c> then gives in any order, side by side if one likes. Whoever calls disposes it; null when
    /// it does not open, and every answer is bad-envelope.
    /// </summary>
    public EnvelopeContent? Open(ModuleCall.Delegated call) => Envelope.Open(keys.Of(call.Binding.KeyEpoch), call.Binding, call.Envelope);

    /// <summary>The answer of one item of a call whose envelope was opened.</summary>
    public ModuleAnswer Answer(EnvelopeContent? content, DelegatedItem item) => content is null ? ModuleAnswer.Refused(ModuleCode.BadEnvelope) : Delegated(content, item);

    private ImmutableArray<ModuleAnswer> Delegated(ModuleCall.Delegated call)
    {
        using var content = Open(call);
        return [.. call.Items.Select(item => Answer(content, item))];
    }

    private ModuleAnswer Delegated(EnvelopeContent content, DelegatedItem item) => (content.Find(item.Path), item.Kind) switch
    {
        (EnvelopePart.Compare part, DelegatedKind.CompareAdditive) when part.Opening.AssetId == item.AssetId =>
            Additive(part.Opening, item, value => Comparisons.Holds(part.Comparison, value.CompareTo(part.Argument))),
        (EnvelopePart.Range part, DelegatedKind.RangeAdditive) when Find(part, item.AssetId) is { } opening =>
            Additive(opening, item, value => value >= part.Low && value <= part.High),
        (EnvelopePart.OrderedSum part, DelegatedKind.SumOrdered) when part.AssetId == item.AssetId => Sum(part, item),
        _ => ModuleAnswer.Refused(ModuleCode.BadEnvelope),
    };

    private ModuleAnswer Additive(SealedOpening opening, DelegatedItem item, Func<Int128, bool> holds)
    {
        if (!SealedOpening.IsForm(item.PublicKey, item.Record))
        {
            return ModuleAnswer.Refused(ModuleCode.CorruptRecord);
        }
        // Before m and r meet a number that a merchant may have chosen.
        if (SealedOpening.NameOf(item.PublicKey, item.Record) != opening.Record)
        {
            return ModuleAnswer.Refused(ModuleCode.Stale);
        }
        var modulus = PaillierPublicKey.ModulusOf(item.PublicKey);
        var residue = opening.Opening.Residue;
        var root = opening.Opening.Root;
        if (!Verify(modulus, item.Record, residue, root))
        {
            return ModuleAnswer.Refused(ModuleCode.BadEnvelope);
        }
        return ModuleAnswer.Truth(holds(SignedResidue.Saturate(residue, modulus)));
    }

    private bool Verify(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> record, ReadOnlySpan<byte> residue, ReadOnlySpan<byte> root)
    {
        // First, so that the name's fields have the lengths that make it unambiguous.
        if (!AdditiveOpening.IsForm(modulus, record, residue, root))
        {
            return false;
        }
        var name = verified is null ? default : AdditiveOpening.NameOf(modulus, record, residue, root);
        if (verified?.Contains(name) == true)
        {
            return true;
        }
        if (!AdditiveOpening.Holds(modulus, record, residue, root))
        {
            return false;
        }
        verified?.Add(name);
        return true;
    }

    private static ModuleAnswer Sum(EnvelopePart.OrderedSum part, DelegatedItem item)
    {
        if (Digest.Of(item.Record) != part.Record)
        {
            return ModuleAnswer.Refused(ModuleCode.Stale);
        }
        if (!OrderedRecord.IsForm(item.Record))
        {
            return ModuleAnswer.Refused(ModuleCode.CorruptRecord);
        }
        // Under one salt old tokens would work on the new record.
        if (part.NewSalt.SequenceEqual(OrderedRecord.SaltOf(item.Record)))
        {
            return ModuleAnswer.Refused(ModuleCode.BadEnvelope);
        }
        if (!OrderedRecord.TryOpen(part.OldKey, item.AssetId, item.Record, out var value))
        {
            return ModuleAnswer.Refused(ModuleCode.CorruptRecord);
        }
        var sum = (Int128)value + part.Addend;
        return sum < long.MinValue || sum > long.MaxValue ? ModuleAnswer.Refused(ModuleCode.Overflow)
            : ModuleAnswer.Of(OrderedRecord.Seal(part.NewKey, item.AssetId, part.NewSalt, (long)sum));
    }

    private static SealedOpening? Find(EnvelopePart.Range part, string assetId)
    {
        foreach (var opening in part.Openings)
        {
            if (opening.AssetId == assetId)
            {
                return opening;
            }
        }
        return null;
    }
}

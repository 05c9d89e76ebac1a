using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>A registered Paillier key: whole where it is the own one or was handed over, else its public half.</summary>
internal sealed class AdditiveValueKey(PaillierPublicKey publicKey, PaillierPrivateKey? privateKey, EncryptionTables? tables) : ValueKey
{
    // An opening has half a kibibyte, or three quarters; a range asks for a hundred again and again.
    private const int MaxKept = 1024;

    private readonly RecentRecords<AdditiveOpening> _openings = new(MaxKept, static opening => opening.Dispose());
    private readonly RecentRecords<StrongBox<long>> _values = new(MaxKept, static value => value.Value = 0);

    public override bool CanOpen => privateKey is not null;

    /// <summary>2048 or 3072.</summary>
    public int Bits => publicKey.Bits;

    public override VariableReading TryOpen(StoredVariable variable, out long value)
    {
        value = 0;
        if (privateKey is null)
        {
            return VariableReading.NoKey;
        }
        if (NameOf(variable) is not { } name)
        {
            return VariableReading.Corrupt;
        }
        // A full exponentiation saved: the very record was decrypted here before. What was only encrypted here is decrypted once, which shows that it can be.
        if (_values.TryFind(name, static kept => kept.Value, out value))
        {
            return VariableReading.Value;
        }
        if (privateKey.DecryptResidue(variable.Value.Record) is not { } residue)
        {
            return VariableReading.Corrupt;
        }
        // No BigInteger: it cannot be overwritten, and says no more than where 64 bits end.
        var found = SignedResidue.Saturate(residue, publicKey.Modulus);
        CryptographicOperations.ZeroMemory(residue);
        if (found < long.MinValue || found > long.MaxValue)
        {
            return VariableReading.OutOfRange;
        }
        value = (long)found;
        _values.Keep(name, new StrongBox<long>(value));
        return VariableReading.Value;
    }

    public override byte[] Seal(string id, long value) => privateKey is null
        ? WithRandom(publicKey.RandomnessBytes, random => publicKey.Encrypt(value, random, tables))
        : WithRandom(privateKey.RandomnessBytes, random => privateKey.Encrypt(value, random, tables));

    /// <summary>What proves the record's content to the modules; disposed with the envelope's content.</summary>
    public SealedOpening Open(StoredVariable variable)
    {
        Invariant.Require(privateKey is not null, "only a whole key opens");
        var name = NameOf(variable) ?? throw VariableFaults.Corrupt(variable);
        if (_openings.TryFind(name, Copy, out var known))
        {
            return new SealedOpening(variable.Id, name, known);
        }
        var opening = SealedOpening.Of(privateKey, variable.Id, variable.Value.Record) ?? throw VariableFaults.Corrupt(variable);
        _openings.Keep(name, Copy(opening.Opening));
        return opening;
    }

    public override byte[] Export()
    {
        Invariant.Require(privateKey is not null, "only a whole key is handed over");
        var exported = GC.AllocateArray<byte>(privateKey.ExportBytes, pinned: true);
        privateKey.Export(exported);
        return exported;
    }

    public override void Dispose()
    {
        _openings.Dispose();
        _values.Dispose();
        // The public half belongs to the private one where there is one.
        if (privateKey is not null)
        {
            privateKey.Dispose();
        }
        else
        {
            publicKey.Dispose();
        }
    }

    /// <summary>The key and the record in one name; null for a record that is none of this key's.</summary>
    private Digest? NameOf(StoredVariable variable) =>
        SealedOpening.IsForm(publicKey.Encoded, variable.Value.Record) ? SealedOpening.NameOf(publicKey.Encoded, variable.Value.Record) : null;

    private static AdditiveOpening Copy(AdditiveOpening opening) => new(opening.Residue, opening.Root);
}

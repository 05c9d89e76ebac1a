using System.Collections.Immutable;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>
/// What may happen to an encrypted integer or a key, from its register alone: rights, key and form. Whether a ciphertext lies under the key, whether a key's proof holds and what a sum comes
/// to was a secure module's to say; a module's answer is the same everywhere, so nobody asks twice.
/// </summary>
internal static class VariableRules
{
    public static string? Create(RegisterKey key, RegisterContent? before, ChangeCause.VariableCreated cause, out RegisterContent? after)
    {
        after = null;
        if (key.Kind != RegisterKind.Variable || before is not null)
        {
            return "only a variable that is not there is created";
        }
        if (!IsForm(cause.Type, cause.Record) || !IdRules.IsValid(cause.Key) || !IsNaming(cause.Writers) || !IsNaming(cause.Readers))
        {
            return "a variable has a record of its type, a key, and names each account once";
        }
        after = new RegisterContent.Variable(1, cause.Owner, new VariableValue(cause.Type, cause.Key, cause.Record, cause.Writers, cause.Readers));
        return null;
    }

    public static string? Write(RegisterContent? before, ChangeCause.VariableWritten cause, out RegisterContent? after)
    {
        after = null;
        if (before is not RegisterContent.Variable variable)
        {
            return "there is no such variable";
        }
        if (!variable.MayWrite(cause.Rights))
        {
            return "the owner writes, and who is named as a writer";
        }
        var value = variable.Value;
        if (cause.Key != value.Key || cause.Record.Length != value.Record.Length || !IsForm(value.Type, cause.Record) || KeepsSalt(value, cause.Record))
        {
            return "a new record has the type and the key of the old one, and a salt of its own";
        }
        after = variable with { Version = variable.Version + 1, Value = value with { Record = cause.Record } };
        return null;
    }

    public static string? Rekey(RegisterContent? before, ChangeCause.VariableRekeyed cause, out RegisterContent? after)
    {
        after = null;
        if (before is not RegisterContent.Variable variable)
        {
            return "there is no such variable";
        }
        if (!cause.Rights.Contains(variable.Owner))
        {
            return "the owner names key, writers and readers";
        }
        var value = variable.Value;
        if (!IsForm(value.Type, cause.Record) || !IdRules.IsValid(cause.Key) || !IsNaming(cause.Writers) || !IsNaming(cause.Readers)
            || (KeepsSalt(value, cause.Record) && !IsUnchanged(value, cause.Key, cause.Record)))
        {
            return "key and record stay as they are, or the record has the variable's type and a salt of its own; each account is named once";
        }
        after = variable with { Version = variable.Version + 1, Value = value with { Key = cause.Key, Record = cause.Record, Writers = cause.Writers, Readers = cause.Readers } };
        return null;
    }

    public static string? Register(RegisterKey key, RegisterContent? before, ChangeCause.KeyRegistered cause, out RegisterContent? after)
    {
        after = null;
        if (key.Kind != RegisterKind.PaillierKey || before is not null)
        {
            return "only a key that is not there is registered";
        }
        if (!PaillierPublicKey.IsForm(cause.PublicKey) || cause.Proof.Length != ModulusProof.SizeBytes(PaillierPublicKey.ModulusOf(cause.PublicKey).Length) || cause.Sealed.Length == 0)
        {
            return "a key has its form, a proof of its length and its sealed half";
        }
        after = new RegisterContent.PaillierKey(1, cause.Owner, new PaillierKeyValue(cause.PublicKey, cause.Proof, cause.Sealed));
        return null;
    }

    public static string? Publish(RegisterKey key, RegisterContent? before, ChangeCause.EncryptionKeyPublished cause, out RegisterContent? after)
    {
        after = null;
        if (key.Kind != RegisterKind.EncryptionKey || key.Id != cause.Account.ToString() || cause.Key is not [4, ..] || cause.Key.Length != RequestLimits.EncryptionKeyBytes)
        {
            return "an account publishes its own key, an uncompressed point";
        }
        after = new RegisterContent.EncryptionKey((before?.Version ?? 0) + 1, cause.Account, new EncryptionKeyValue(cause.Key));
        return null;
    }

    /// <summary>What a register alone can tell of a record: a ciphertext's two lengths, an ordered record's form.</summary>
    public static bool IsForm(VariableType type, byte[] record) => type switch
    {
        VariableType.Additive => record.Length is 2 * 256 or 2 * 384,
        VariableType.Ordered => OrderedRecord.IsForm(record),
        _ => false,
    };

    /// <summary>Under the salt of the stored record its old tokens would compare with the new one.</summary>
    public static bool KeepsSalt(VariableValue stored, byte[] record) =>
        stored.Type == VariableType.Ordered && OrderedRecord.SaltOf(record).SequenceEqual(OrderedRecord.SaltOf(stored.Record));

    /// <summary>Only who may write and read is named anew.</summary>
    public static bool IsUnchanged(VariableValue stored, string key, byte[] record) => stored.Key == key && stored.Record.AsSpan().SequenceEqual(record);

    /// <summary>At most 16 accounts, each once.</summary>
    public static bool IsNaming(ImmutableArray<Account> accounts)
    {
        for (var i = 1; i < accounts.Length; i++)
        {
            if (accounts.AsSpan(0, i).Contains(accounts[i]))
            {
                return false;
            }
        }
        return accounts.Length <= RequestLimits.MaxNamed;
    }
}

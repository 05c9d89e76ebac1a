using Scew.Homomorphic.Envelopes;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Ordered;

/// <summary>
/// The key of one ordered variable, for whoever owns, reads or writes it: records, what they hold, tokens, and what a delegated sum seals. Keys of single records
/// are derived and overwritten inside. Salts come in as <see cref="OrderedRecord.SaltBytes"/> fresh random bytes, never the same twice.
/// </summary>
public sealed class OrderedKey : IDisposable
{
    private readonly byte[] _key;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <summary>Copies the 32 bytes of the key of the variable with this id.</summary>
    public OrderedKey(ReadOnlySpan<byte> key, string id)
    {
        Invariant.Require(key.Length == OrderedRecord.KeyBytes && key.ContainsAnyExcept((byte)0) && IdRules.IsValid(id), "a key of 32 bytes and an id");
        _key = SecretBytes.Copy(key);
        Id = id;
    }

    /// <summary>The variable.</summary>
    public string Id { get; }

    /// <summary>A pinned copy of the key's 32 bytes, for handing over. Whoever calls overwrites it.</summary>
    public byte[] Export()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return SecretBytes.Copy(_key);
        }
    }

    /// <summary>The record of a value.</summary>
    public byte[] Seal(long value, ReadOnlySpan<byte> salt)
    {
        var recordKey = RecordKey(salt);
        var record = OrderedRecord.Seal(recordKey, Id, salt, value);
        SecretBytes.Clear(recordKey);
        return record;
    }

    /// <summary>Reads a record; false when it is not exactly what this key and id make of a value.</summary>
    public bool TryOpen(ReadOnlySpan<byte> record, out long value)
    {
        value = 0;
        if (!OrderedRecord.IsForm(record))
        {
            return false;
        }
        var recordKey = RecordKey(OrderedRecord.SaltOf(record));
        var opened = OrderedRecord.TryOpen(recordKey, Id, record, out value);
        SecretBytes.Clear(recordKey);
        return opened;
    }

    /// <summary>
    /// The token with which this record, and no other, is compared; null when the bytes are not exactly what this key and id make of a value. Modules cannot
    /// tell that: a writer without the key could change the masked comparisons of an old record so that they answer what he likes.
    /// </summary>
    public byte[]? Token(ReadOnlySpan<byte> record, long argument) => Tokens(record, [argument])?[0];

    /// <summary>As <see cref="Token"/>, for several arguments.</summary>
    public byte[][]? Tokens(ReadOnlySpan<byte> record, ReadOnlySpan<long> arguments)
    {
        if (!OrderedRecord.IsForm(record))
        {
            return null;
        }
        var recordKey = RecordKey(OrderedRecord.SaltOf(record));
        byte[][]? tokens = null;
        if (OrderedRecord.TryOpen(recordKey, Id, record, out _))
        {
            tokens = new byte[arguments.Length][];
            for (var i = 0; i < tokens.Length; i++)
            {
                tokens[i] = OrderToken.Make(recordKey, record, arguments[i]);
            }
        }
        SecretBytes.Clear(recordKey);
        return tokens;
    }

    /// <summary>
    /// What a delegated sum on this record seals; null when the bytes are not exactly what this key and id make of a value: under the salt of an old record, changed bytes would
    /// have the key of that one shown to the modules. The new record will be <see cref="Seal"/> of the sum under
    /// <paramref name="newSalt"/>.
    /// </summary>
    public EnvelopePart.OrderedSum? Sum(string path, ReadOnlySpan<byte> record, long addend, ReadOnlySpan<byte> newSalt)
    {
        if (!OrderedRecord.IsForm(record))
        {
            return null;
        }
        Invariant.Require(!newSalt.SequenceEqual(OrderedRecord.SaltOf(record)), "the new record has a salt of its own");
        var (oldKey, newKey) = (RecordKey(OrderedRecord.SaltOf(record)), RecordKey(newSalt));
        var part = OrderedRecord.TryOpen(oldKey, Id, record, out _) ? new EnvelopePart.OrderedSum(path, Id, Digest.Of(record), addend, oldKey, newKey, newSalt) : null;
        SecretBytes.Clear(oldKey);
        SecretBytes.Clear(newKey);
        return part;
    }

    /// <summary>Overwrites it; nothing is made or opened afterwards, for a key of zeros everybody has.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            SecretBytes.Clear(_key);
        }
    }

    private byte[] RecordKey(ReadOnlySpan<byte> salt)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return OrderedRecord.KeyOf(_key, Id, salt);
        }
    }
}

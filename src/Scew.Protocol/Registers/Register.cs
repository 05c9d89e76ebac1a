using Scew.Protocol.Codec;

namespace Scew.Protocol.Registers;

/// <summary>
/// The replicated value of one asset. <paramref name="Version"/> counts changes from 1; <paramref name="Contract"/> is <c>wallet</c>, <c>issuer</c>, <c>machine</c>, a machine's
/// name or one of an encrypted integer or its keys; <paramref name="Value"/> is the contract's canonical encoding. Nobody changes the arrays that it takes and gives.
/// </summary>
public sealed record Register(RegisterKey Key, long Version, string Contract, string State, Account Owner, byte[] Value)
{
    /// <summary>Most bytes of a value.</summary>
    public const int MaxValueBytes = 64 * 1024;

    private byte[]? _encoded;

    // A changed copy has other bytes, so the copy begins without them.
    private Register(Register original)
    {
        Key = original.Key;
        Version = original.Version;
        Contract = original.Contract;
        State = original.State;
        Owner = original.Owner;
        Value = original.Value;
    }

    /// <summary>The canonical bytes: kind, id, version, contract, state, owner, value. Made once: execution, validation, hash and storage all want them.</summary>
    public byte[] Encode() => _encoded ??= Write();

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static Register? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var kind = reader.U8();
        var key = new RegisterKey((RegisterKind)kind, reader.Text(128));
        var register = new Register(key, reader.Counter(), reader.Text(128), reader.Text(128), new Account(reader.Digest()), reader.Bytes(MaxValueBytes));
        if (!reader.Complete || kind is < 1 or > (byte)RegisterKey.LastKind)
        {
            return null;
        }
        // The layout has one form for each register, so what was read is what would be written.
        register._encoded = bytes.ToArray();
        return register;
    }

    /// <summary>Equality of the canonical bytes.</summary>
    public bool Equals(Register? other) => other is not null && Encode().AsSpan().SequenceEqual(other.Encode());

    /// <summary>From the version; the same in every run.</summary>
    public override int GetHashCode() => (int)Version;

    private byte[] Write()
    {
        var writer = new CodecWriter(192 + Key.Id.Length + Value.Length);
        writer.U8((byte)Key.Kind);
        writer.Text(Key.Id);
        writer.Counter(Version);
        writer.Text(Contract);
        writer.Text(State);
        writer.Digest(Owner.Thumbprint);
        writer.Bytes(Value);
        return writer.ToArray();
    }
}

using Scew.Protocol.Codec;

namespace Scew.Protocol.Registers;

/// <summary>
/// The replicated value of one asset. <paramref name="Version"/> counts changes from 1; <paramref name="Contract"/> is <c>wallet</c>, <c>issuer</c> or a machine's
/// name; <paramref name="Value"/> is the contract's canonical encoding.
/// </summary>
public sealed record Register(RegisterKey Key, long Version, string Contract, string State, Account Owner, byte[] Value)
{
    /// <summary>Most bytes of a value.</summary>
    public const int MaxValueBytes = 64 * 1024;

    /// <summary>The canonical bytes: kind, id, version, contract, state, owner, value.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(192 + Value.Length);
        writer.U8((byte)Key.Kind);
        writer.Text(Key.Id);
        writer.Counter(Version);
        writer.Text(Contract);
        writer.Text(State);
        writer.Digest(Owner.Thumbprint);
        writer.Bytes(Value);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static Register? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var kind = reader.U8();
        var key = new RegisterKey((RegisterKind)kind, reader.Text(128));
        var register = new Register(key, reader.Counter(), reader.Text(128), reader.Text(128), new Account(reader.Digest()), reader.Bytes(MaxValueBytes));
        return reader.Complete && kind is >= 1 and <= 5 ? register : null;
    }
}

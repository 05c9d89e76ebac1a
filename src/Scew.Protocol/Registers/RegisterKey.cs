using Scew.Protocol.Codec;

namespace Scew.Protocol.Registers;

/// <summary>What a register holds. Numbers reach the state root: append only.</summary>
public enum RegisterKind : byte
{
    /// <summary>A wallet; id = wallet id.</summary>
    Wallet = 1,

    /// <summary>An asset with a machine; id = asset id.</summary>
    Asset = 2,

    /// <summary>An issuer's counters; id = the issuer's account.</summary>
    Issuer = 3,

    /// <summary>A machine's text; id = its hash.</summary>
    Machine = 4,

    /// <summary>The group.</summary>
    Group = 5,

    /// <summary>An encrypted integer; id = variable id.</summary>
    Variable = 6,

    /// <summary>A Paillier key; id = key id.</summary>
    PaillierKey = 7,

    /// <summary>The key to which others seal for an account; id = the account.</summary>
    EncryptionKey = 8,
}

/// <summary>Names one register.</summary>
public readonly record struct RegisterKey(RegisterKind Kind, string Id) : IComparable<RegisterKey>
{
    /// <summary>The last kind that there is: a decoder refuses what comes after it.</summary>
    internal const RegisterKind LastKind = RegisterKind.EncryptionKey;

    /// <summary>SHA-256(tag ‖ kind ‖ id): the register's place in the state trie.</summary>
    public Digest Hash()
    {
        var writer = new CodecWriter(DomainTags.RegisterKey.Length + Id.Length + 16);
        writer.Tag(DomainTags.RegisterKey);
        writer.U8((byte)Kind);
        writer.Text(Id);
        return Digest.Of(writer.Written);
    }

    /// <inheritdoc/>
    public int CompareTo(RegisterKey other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Id, other.Id);

    /// <summary>The grain key: <c>asset/wallet/ID</c> and so on.</summary>
    public override string ToString() => $"asset/{Name(Kind)}/{Id}";

    private static string Name(RegisterKind kind) => kind switch
    {
        RegisterKind.Wallet => "wallet",
        RegisterKind.Asset => "machine-asset",
        RegisterKind.Issuer => "issuer",
        RegisterKind.Machine => "machine",
        RegisterKind.Variable => "variable",
        RegisterKind.PaillierKey => "paillier-key",
        RegisterKind.EncryptionKey => "encryption-key",
        _ => "group",
    };
}

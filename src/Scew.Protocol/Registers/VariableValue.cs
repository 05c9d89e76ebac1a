using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Registers;

/// <summary>
/// The value of an encrypted integer's register, whose contract is <c>homo-add-int</c> or <c>homo-ope-int</c>: the label of its key, its record (1 to 768 bytes), and who besides the
/// owner may write and read, at most 16 each, distinct. Encoded as key, record, writers, readers.
/// </summary>
public sealed record VariableValue(VariableType Type, string Key, byte[] Record, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers)
{
    /// <summary>The only state.</summary>
    public const string State = "open";

    /// <summary>The register's contract.</summary>
    public string Contract => ContractOf(Type);

    /// <summary>The contract's name.</summary>
    public static string ContractOf(VariableType type) => VariableWriter.NameOf(type);

    /// <summary>The type of a contract's name, or null.</summary>
    public static VariableType? TypeOf(string contract) => VariableMembers.TypeOf(contract);

    /// <summary>The register's bytes.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(64 + Key.Length + Record.Length + (Writers.Length + Readers.Length) * Digest.SizeBytes);
        writer.Text(Key);
        writer.Bytes(Record);
        Write(writer, Writers);
        Write(writer, Readers);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static VariableValue? Decode(VariableType type, ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var value = new VariableValue(type, reader.Text(IdRules.MaxLength), reader.Bytes(RequestLimits.MaxCiphertextBytes), Accounts(ref reader), Accounts(ref reader));
        return reader.Complete && value.Record.Length > 0 && IdRules.IsValid(value.Key) ? value : null;
    }

    private static void Write(CodecWriter writer, ImmutableArray<Account> accounts)
    {
        writer.U32(accounts.Length);
        foreach (var account in accounts)
        {
            writer.Digest(account.Thumbprint);
        }
    }

    private static ImmutableArray<Account> Accounts(ref CodecReader reader)
    {
        var count = reader.Count(RequestLimits.MaxNamed, Digest.SizeBytes);
        var accounts = ImmutableArray.CreateBuilder<Account>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var account = new Account(reader.Digest());
            if (accounts.Contains(account))
            {
                reader.Fail();
            }
            accounts.Add(account);
        }
        return accounts.ToImmutable();
    }
}

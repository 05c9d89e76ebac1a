using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>The members that only operations on encrypted integers and their keys have, as they were read.</summary>
internal struct VariableMembers
{
    public string? Key;
    public long? Bits;
    public long? Version;
    public Digest? Expected;
    public byte[]? Record;
    public byte[]? Addend;
    public byte[]? Token;
    public byte[]? Public;
    public byte[]? Proof;
    public byte[]? Sealed;
    public ImmutableArray<Account> Writers;
    public ImmutableArray<Account> Readers;
    public ImmutableArray<OrderedBounds> Items;

    /// <summary>Takes a member, or tells that it is none of these. A second of one name is refused at once.</summary>
    public bool Read(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("key"u8))
        {
            Once(ref cursor, Key is null);
            Key = cursor.Ascii(IdRules.MaxLength);
        }
        else if (name.SequenceEqual("bits"u8))
        {
            Bits = cursor.Number();
        }
        else if (name.SequenceEqual("version"u8))
        {
            Version = cursor.Number();
        }
        else if (name.SequenceEqual("expected"u8))
        {
            Expected = cursor.Digest();
        }
        else if (name.SequenceEqual("writers"u8))
        {
            Once(ref cursor, Writers.IsDefault);
            Writers = Accounts(ref cursor);
        }
        else if (name.SequenceEqual("readers"u8))
        {
            Once(ref cursor, Readers.IsDefault);
            Readers = Accounts(ref cursor);
        }
        else
        {
            return ReadBytes(ref cursor, name);
        }
        return true;
    }

    /// <summary>One variable's bounds.</summary>
    public static void ReadItem(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members)
    {
        if (name.SequenceEqual("id"u8))
        {
            members.Id = cursor.Ascii(IdRules.MaxLength);
        }
        else if (name.SequenceEqual("low"u8))
        {
            members.Variable.Record = Bytes(ref cursor, RequestLimits.MaxTokenBytes);
        }
        else if (name.SequenceEqual("high"u8))
        {
            members.Variable.Token = Bytes(ref cursor, RequestLimits.MaxTokenBytes);
        }
        else
        {
            cursor.Fail();
        }
    }

    /// <summary>The operation, or null when these members make none.</summary>
    public readonly Operation? Build(in OperationMembers all) => (all.Type, TypeOf(all.Contract)) switch
    {
        ("key.create", null) when all.Id is { } id && this is { Public: { } key, Proof: { } proof, Sealed: { } sealedKey } => new KeyCreate(id, key, proof, sealedKey),
        ("key.publish", null) when Key is { } key && Base64Url.Decode(key, RequestLimits.EncryptionKeyBytes) is { } point => new PublishKey(point),
        (_, null) => null,
        ("create", { } type) when all.Id is { } id && this is { Key: { } key, Record: { } record } && Named(out var writers, out var readers) =>
            new CreateVariable(id, type, key, record, writers, readers),
        ("rekey", { } type) when all.Id is { } id && this is { Key: { } key, Version: { } version } && Named(out var writers, out var readers) =>
            new Rekey(id, type, key, Record ?? [], writers, readers, version),
        ("set", { } type) when all.Id is { } id && this is { Key: { } key, Record: { } record } => new SetRecord(id, type, key, record, Expected),
        ("sum", VariableType.Additive) when all.Id is { } id && this is { Key: { } key, Addend: { } addend } => new SumAdditive(id, key, addend),
        ("sum", VariableType.Ordered) when all.Id is { } id && Key is { } key => new SumOrdered(id, key),
        ("compare", VariableType.Additive) when all.Id is { } id && IsKeySize(Bits) => new CompareAdditive(id, (int)Bits!),
        ("compare", VariableType.Ordered) when all.Id is { } id && Token is { } token && OperationMembers.ComparisonOf(all.Operator) is { } comparison => new CompareOrdered(id, comparison, token),
        ("get", { } type) when all.Id is { } id => new GetVariable(id, type),
        ("get", VariableType.Additive) when IsRange(all.Ids) && IsKeySize(Bits) => new RangeAdditive(all.Ids, (int)Bits!),
        ("get", VariableType.Ordered) when !Items.IsDefault && IsRange([.. Items.Select(static item => item.Id)]) => new RangeOrdered(Items),
        _ => null,
    };

    private bool ReadBytes(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        ref var slot = ref Record;
        var most = RequestLimits.MaxCiphertextBytes;
        if (name.SequenceEqual("record"u8))
        {
        }
        else if (name.SequenceEqual("addend"u8))
        {
            slot = ref Addend;
        }
        else if (name.SequenceEqual("token"u8))
        {
            slot = ref Token;
            most = RequestLimits.MaxTokenBytes;
        }
        else if (name.SequenceEqual("public"u8))
        {
            slot = ref Public;
            most = RequestLimits.MaxPublicKeyBytes;
        }
        else if (name.SequenceEqual("proof"u8))
        {
            slot = ref Proof;
            most = RequestLimits.MaxProofBytes;
        }
        else if (name.SequenceEqual("sealed"u8))
        {
            slot = ref Sealed;
            most = RequestLimits.MaxSealedKeyBytes;
        }
        else
        {
            return false;
        }
        Once(ref cursor, slot is null);
        slot = Bytes(ref cursor, most);
        return true;
    }

    // No bytes are no ciphertext, record, token or key: whatever a request brings can be stored.
    private static byte[] Bytes(ref JsonCursor cursor, int most)
    {
        var bytes = cursor.Base64(most);
        cursor.FailIf(bytes.Length == 0);
        return bytes;
    }

    private readonly bool Named(out ImmutableArray<Account> writers, out ImmutableArray<Account> readers)
    {
        writers = Writers.IsDefault ? [] : Writers;
        readers = Readers.IsDefault ? [] : Readers;
        // Nobody is not written, so it is not read either.
        return !(Writers is { IsDefault: false, Length: 0 } || Readers is { IsDefault: false, Length: 0 });
    }

    private static bool IsKeySize(long? bits) => bits is 2048 or 3072;

    // Twice the same variable would be checked twice and tell nothing new.
    private static bool IsRange(ImmutableArray<string> ids) => !ids.IsDefaultOrEmpty && (ids.Length == 1 || new HashSet<string>(ids, StringComparer.Ordinal).Count == ids.Length);

    /// <summary>The type of a contract's name, or null.</summary>
    public static VariableType? TypeOf(string? contract) => contract switch
    {
        "homo-add-int" => VariableType.Additive,
        "homo-ope-int" => VariableType.Ordered,
        _ => null,
    };

    private static ImmutableArray<Account> Accounts(ref JsonCursor cursor)
    {
        var accounts = ImmutableArray.CreateBuilder<Account>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var account = cursor.Account();
            if (cursor.Failed || accounts.Count == RequestLimits.MaxNamed || accounts.Contains(account))
            {
                cursor.Fail();
                break;
            }
            accounts.Add(account);
        }
        return accounts.ToImmutable();
    }

    private static void Once(ref JsonCursor cursor, bool isFirst)
    {
        if (!isFirst)
        {
            cursor.Fail();
        }
    }
}

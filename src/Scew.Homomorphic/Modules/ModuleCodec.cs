using System.Collections.Immutable;
using Scew.Homomorphic.Envelopes;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Modules;

/// <summary>Calls and answers as bytes, for the way between grains. Decoding takes exactly what encoding writes.</summary>
public static class ModuleCodec
{
    /// <summary>Most items of a delegated call: those of a full range.</summary>
    public const int MaxItems = EnvelopeContent.MaxOpenings;

    // As long as a request: what is too long for its kind is the module's to refuse, not the way's.
    private const int MaxFieldBytes = 192 * 1024;

    /// <summary>A call.</summary>
    public static byte[] Encode(ModuleCall call)
    {
        var writer = new CodecWriter(SizeOf(call));
        switch (call)
        {
            case ModuleCall.CheckKey check:
                Write(writer, 1, check.PublicKey, check.Proof, check.Context);
                break;
            case ModuleCall.CheckAdditive check:
                Write(writer, 2, check.PublicKey, check.Ciphertext);
                break;
            case ModuleCall.SumAdditive sum:
                Write(writer, 3, sum.PublicKey, sum.Record, sum.Addend);
                break;
            case ModuleCall.CompareOrdered compare:
                Write(writer, 4, compare.Record, compare.Token);
                writer.U8((byte)compare.Comparison);
                break;
            case ModuleCall.RangeOrdered range:
                Write(writer, 5, range.Record, range.Low, range.High);
                break;
            case ModuleCall.Delegated delegated:
                Write(writer, delegated);
                break;
            default:
                throw new InvariantException("an unknown module call");
        }
        return writer.Detach();
    }

    /// <summary>Null for anything else.</summary>
    public static ModuleCall? DecodeCall(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        ModuleCall? call = reader.U8() switch
        {
            1 => new ModuleCall.CheckKey(reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes)),
            2 => new ModuleCall.CheckAdditive(reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes)),
            3 => new ModuleCall.SumAdditive(reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes)),
            4 => CompareOrdered(ref reader),
            5 => new ModuleCall.RangeOrdered(reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes)),
            6 => Delegated(ref reader),
            _ => null,
        };
        return reader.Complete ? call : null;
    }

    /// <summary>Answers.</summary>
    public static byte[] Encode(ImmutableArray<ModuleAnswer> answers)
    {
        var writer = new CodecWriter(4 + answers.Length * 8);
        writer.U32(answers.Length);
        foreach (var answer in answers)
        {
            writer.U8((byte)answer.Code);
            writer.Flag(answer.Holds);
            writer.Bytes(answer.Record);
        }
        return writer.ToArray();
    }

    /// <summary>Null for anything else.</summary>
    public static ImmutableArray<ModuleAnswer>? DecodeAnswers(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var count = reader.Count(MaxItems, 6);
        var answers = ImmutableArray.CreateBuilder<ModuleAnswer>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var answer = new ModuleAnswer((ModuleCode)reader.U8(), reader.Flag(), reader.Bytes(MaxFieldBytes));
            if (answer.Code is < ModuleCode.Ok or > ModuleCode.BadInput || (answer.Code != ModuleCode.Ok && (answer.Holds || answer.Record.Length > 0)))
            {
                reader.Fail();
            }
            answers.Add(answer);
        }
        return reader.Complete ? answers.ToImmutable() : null;
    }

    // Exact where there are many: calls are encoded on the ledger's way.
    private static int SizeOf(ModuleCall call) => call switch
    {
        ModuleCall.CheckAdditive check => SizeOf(check.PublicKey, check.Ciphertext),
        ModuleCall.SumAdditive sum => SizeOf(sum.PublicKey, sum.Record, sum.Addend),
        ModuleCall.CompareOrdered compare => SizeOf(compare.Record, compare.Token) + 1,
        ModuleCall.RangeOrdered range => SizeOf(range.Record, range.Low, range.High),
        ModuleCall.Delegated delegated => 256 + delegated.Envelope.Length + delegated.Items.Sum(static item => 256 + item.PublicKey.Length + item.Record.Length),
        _ => 2048,
    };

    private static int SizeOf(params ReadOnlySpan<byte[]> fields)
    {
        var size = 1;
        foreach (var field in fields)
        {
            size += sizeof(int) + field.Length;
        }
        return size;
    }

    private static void Write(CodecWriter writer, byte kind, params ReadOnlySpan<byte[]> fields)
    {
        writer.U8(kind);
        foreach (var field in fields)
        {
            writer.Bytes(field);
        }
    }

    private static void Write(CodecWriter writer, ModuleCall.Delegated call)
    {
        Invariant.Require(call.Items.Length <= MaxItems, "a delegated call has at most 100 items");
        writer.U8(6);
        writer.Digest(call.Binding.Genesis);
        writer.Counter(call.Binding.KeyEpoch);
        writer.Digest(call.Binding.Account.Thumbprint);
        writer.Fixed(call.Binding.Nonce);
        writer.Counter(call.Binding.ValidUntil);
        writer.Text(call.Binding.Path);
        writer.Bytes(call.Envelope);
        writer.U32(call.Items.Length);
        foreach (var item in call.Items)
        {
            writer.U8((byte)item.Kind);
            writer.Text(item.Path);
            writer.Text(item.AssetId);
            writer.Bytes(item.PublicKey);
            writer.Bytes(item.Record);
        }
    }

    private static ModuleCall.CompareOrdered CompareOrdered(ref CodecReader reader)
    {
        var (record, token) = (reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes));
        return new ModuleCall.CompareOrdered((Comparison)reader.U8(), record, token);
    }

    private static ModuleCall.Delegated? Delegated(ref CodecReader reader)
    {
        var (genesis, epoch, account) = (reader.Digest(), reader.Counter(), new Account(reader.Digest()));
        var (nonce, validUntil, path) = (reader.Fixed(EnvelopeBinding.NonceBytes), reader.Counter(), reader.Text(EnvelopeBinding.MaxPathBytes));
        var envelope = reader.Bytes(MaxFieldBytes);
        var count = reader.Count(MaxItems, 1 + 4 * 4);
        var items = ImmutableArray.CreateBuilder<DelegatedItem>(count);
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var (kind, place, asset) = ((DelegatedKind)reader.U8(), reader.Text(EnvelopeBinding.MaxPathBytes), reader.Text(IdRules.MaxLength));
            items.Add(new DelegatedItem(kind, place, asset, reader.Bytes(MaxFieldBytes), reader.Bytes(MaxFieldBytes)));
        }
        return reader.Failed || !EnvelopeContent.IsPath(path)
            ? null : new ModuleCall.Delegated(new EnvelopeBinding(genesis, epoch, account, nonce, validUntil, path), envelope, items.ToImmutable());
    }
}

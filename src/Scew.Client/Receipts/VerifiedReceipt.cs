using System.Collections.Immutable;
using System.Text.Json;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;

namespace Scew.Client.Receipts;

/// <summary>A receipt whose request, path and attestations were checked in this process. Only <see cref="ReceiptVerifier"/> makes one.</summary>
public sealed class VerifiedReceipt
{
    internal VerifiedReceipt(Receipt receipt, SignedRequest request, ReadOnlyMemory<byte> bytes)
    {
        Receipt = receipt;
        Request = request;
        Bytes = bytes;
    }

    /// <summary>The receipt.</summary>
    public Receipt Receipt { get; }

    /// <summary>What was signed.</summary>
    public SignedRequest Request { get; }

    /// <summary>The canonical JSON, as a file holds it.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The request's id.</summary>
    public Digest RequestId => Request.Id;

    /// <summary><c>ok</c> or the contract's refusal.</summary>
    public string Code => Receipt.Code;

    /// <summary>True when the operation was carried out.</summary>
    public bool Succeeded => Code == RequestResult.Ok;

    /// <summary>Height of the block.</summary>
    public long Height => Receipt.Certified.State.Height;

    /// <summary>Place in the block.</summary>
    public int Index => Receipt.Index;

    /// <summary>Time of the block, Unix ms.</summary>
    public long TimeMs => Receipt.Certified.State.TimeMs;

    /// <summary>Number of the era whose merchants attested it.</summary>
    public long Epoch => Receipt.Certified.State.Epoch;

    /// <summary>Indexes of the merchants that attested it, among those of its era.</summary>
    public ImmutableArray<int> Signers => [.. Receipt.Certified.Signatures.Select(signature => signature.Signer)];

    /// <summary>The result or the refusal with its members.</summary>
    public JsonElement Result()
    {
        using var document = JsonDocument.Parse(Receipt.ResultJson);
        return document.RootElement.Clone();
    }

    /// <summary>The refusal's sentence, or null.</summary>
    public string? Message => Succeeded || !Result().TryGetProperty("message", out var message) ? null : message.GetString();
}

using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>The payload of a request as canonical JSON, both ways.</summary>
public static class PayloadCodec
{
    /// <summary>The canonical bytes.</summary>
    public static byte[] Encode(RequestPayload payload) => Write(payload, 512).ToArray();

    /// <summary>An operation alone as canonical JSON, for display and storage.</summary>
    public static byte[] EncodeOperation(Operation operation)
    {
        var json = new JsonWriter();
        OperationWriter.Write(json, operation);
        return json.ToArray();
    }

    /// <summary>The operation whose canonical JSON this is, or null.</summary>
    public static Operation? DecodeOperation(ReadOnlySpan<byte> canonicalJson)
    {
        var cursor = new JsonCursor(canonicalJson);
        var operation = OperationReader.Read(ref cursor);
        return operation is not null && cursor.Complete && canonicalJson.SequenceEqual(EncodeOperation(operation)) ? operation : null;
    }

    /// <summary>
    /// The payload, or null unless encoding it again gives the same bytes: that settles duplicates, unknown members, order, floats, <c>-0</c>, blanks and
    /// trailing bytes in one rule.
    /// </summary>
    public static RequestPayload? Decode(ReadOnlySpan<byte> canonicalJson)
    {
        var cursor = new JsonCursor(canonicalJson);
        var by = default(ImmutableArray<Account>);
        byte[] envelope = [];
        Digest? group = null;
        string? nonce = null;
        Operation? operation = null;
        long? validUntil = null;
        cursor.Expect('{');
        for (var first = true; cursor.More(ref first, '}');)
        {
            var name = cursor.Name();
            if (name.SequenceEqual("by"u8))
            {
                cursor.FailIf(!by.IsDefault);
                by = By(ref cursor);
            }
            else if (name.SequenceEqual("envelope"u8))
            {
                cursor.FailIf(envelope.Length > 0);
                envelope = cursor.Base64(RequestLimits.MaxEnvelopeBytes);
            }
            else if (name.SequenceEqual("group"u8))
            {
                group = cursor.Digest();
            }
            else if (name.SequenceEqual("nonce"u8))
            {
                nonce = cursor.Ascii(22);
            }
            else if (name.SequenceEqual("op"u8))
            {
                cursor.FailIf(operation is not null);
                operation = OperationReader.Read(ref cursor);
            }
            else if (name.SequenceEqual("validUntil"u8))
            {
                validUntil = cursor.Number();
            }
            else
            {
                cursor.Fail();
            }
        }
        if (!cursor.Complete || by.IsDefaultOrEmpty || group is null || operation is null || validUntil is null || !IsNonce(nonce))
        {
            return null;
        }
        var payload = new RequestPayload(by, group.Value, nonce!, operation, validUntil.Value) { Envelope = envelope };
        if (Delegation.IsNeeded(operation) != (envelope.Length > 0))
        {
            return null;
        }
        return canonicalJson.SequenceEqual(Write(payload, canonicalJson.Length + 64).Written) && OperationIds.AllWithin(operation, by.Length) ? payload : null;
    }

    /// <summary>22 characters of strict base64url for 16 bytes.</summary>
    public static bool IsNonce(string? nonce) => nonce is not null && Base64Url.Decode(nonce, RequestLimits.NonceBytes) is not null;

    private static JsonWriter Write(RequestPayload payload, int capacityBytes)
    {
        var json = new JsonWriter(capacityBytes);
        json.StartObject().Name("by").StartArray();
        foreach (var account in payload.By)
        {
            json.Digest(account.Thumbprint);
        }
        json.EndArray();
        if (payload.Envelope.Length > 0)
        {
            json.Name("envelope").Base64(payload.Envelope);
        }
        json.Name("group").Digest(payload.Group).Name("nonce").Text(payload.Nonce).Name("op");
        OperationWriter.Write(json, payload.Operation);
        return json.Name("validUntil").Number(payload.ValidUntilMs).EndObject();
    }

    private static ImmutableArray<Account> By(ref JsonCursor cursor)
    {
        var accounts = ImmutableArray.CreateBuilder<Account>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var account = cursor.Account();
            if (accounts.Count == RequestLimits.MaxSigners || accounts.Contains(account))
            {
                cursor.Fail();
                break;
            }
            accounts.Add(account);
        }
        return accounts.ToImmutable();
    }
}

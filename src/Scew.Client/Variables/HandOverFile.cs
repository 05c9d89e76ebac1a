using System.Text.Json;
using Scew.Homomorphic.Keys;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// A variable's key for somebody else, as a file: whose, whose now, for which variable and label in clear, the key itself sealed, all of it signed by the giver: anybody can seal, and a named
/// writer can store a record that a key of his own opens. JSON of at most <see cref="MaxBytes"/> bytes.
/// </summary>
public sealed record HandOverFile(Digest Group, PublicKey GiverKey, Account Receiver, VariableType Type, string Id, string Label, byte[] Message, byte[] Signature)
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 4096;

    private const int MaxMessageBytes = 1024;
    private const int Version = 1;

    /// <summary>Whose key signed it.</summary>
    public Account Giver => GiverKey.Account;

    /// <summary>Whether the giver signed exactly this.</summary>
    public bool IsSigned => VerifyingKey.Import(GiverKey) is { } key && key.VerifyHash(Digest.Of(SigningBytes()), Signature);

    /// <summary>What the sealed message belongs to; in any other place it does not open.</summary>
    internal HandOver Binding => new(Group, Giver, Receiver, Type == VariableType.Additive ? HandOverKind.PaillierKey : HandOverKind.VariableKey, Label);

    /// <summary>The file's bytes, with a line feed at the end.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024).StartObject();
        json.Name("contract").Text(VariableValue.ContractOf(Type)).Name("giverX").Base64(GiverKey.X).Name("giverY").Base64(GiverKey.Y).Name("group").Digest(Group).Name("id").Text(Id).Name("label").Text(Label);
        json.Name("message").Base64(Message).Name("receiver").Digest(Receiver.Thumbprint).Name("signature").Base64(Signature).Name("version").Number(Version).EndObject();
        return [.. json.Written, (byte)'\n'];
    }

    /// <summary>Reads a file; null for anything that is none.</summary>
    public static HandOverFile? Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false });
            return Read(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>tag ‖ group ‖ giver ‖ receiver ‖ type ‖ id ‖ label ‖ message.</summary>
    public byte[] SigningBytes()
    {
        var writer = new CodecWriter(512 + Message.Length);
        writer.Tag(DomainTags.HandOverFile);
        writer.Digest(Group);
        writer.Digest(Giver.Thumbprint);
        writer.Digest(Receiver.Thumbprint);
        writer.U8((byte)Type);
        writer.Text(Id);
        writer.Text(Label);
        writer.Bytes(Message);
        return writer.ToArray();
    }

    private static HandOverFile? Read(JsonElement root)
    {
        string Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var message = new byte[MaxMessageBytes];
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number) && number == Version
            && Digest.TryParse(Text("group"), out var group) && PublicKey.Create(Text("giverX"), Text("giverY")) is { } giver && Account.TryParse(Text("receiver"), out var receiver)
            && VariableValue.TypeOf(Text("contract")) is { } type && IdRules.IsValid(Text("id")) && IdRules.IsValid(Text("label"))
            && Base64Url.Decode(Text("signature"), P256.SignatureBytes) is { } signature
            && Text("message").Length <= Base64Url.EncodedLength(MaxMessageBytes) && Base64Url.TryDecode(Text("message"), message, out var written)
                ? new HandOverFile(group, giver, receiver, type, Text("id"), Text("label"), message[..written], signature)
                : null;
    }
}

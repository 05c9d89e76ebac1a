using System.Text.Json;
using Scew.Homomorphic.Keys;
using Scew.Protocol;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// A variable's key for somebody else, as a file: whose, whose now, for which variable and label in clear, the key itself sealed. Canonical JSON of at most <see cref="MaxBytes"/> bytes.
/// </summary>
public sealed record HandOverFile(Digest Group, Account Giver, Account Receiver, VariableType Type, string Id, string Label, byte[] Message)
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 4096;

    private const int MaxMessageBytes = 1024;
    private const int Version = 1;

    /// <summary>What the sealed message belongs to; in any other place it does not open.</summary>
    internal HandOver Binding => new(Group, Giver, Receiver, Type == VariableType.Additive ? HandOverKind.PaillierKey : HandOverKind.VariableKey, Label);

    /// <summary>The file's bytes, with a line feed at the end.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024).StartObject();
        json.Name("contract").Text(VariableValue.ContractOf(Type)).Name("giver").Digest(Giver.Thumbprint).Name("group").Digest(Group).Name("id").Text(Id).Name("label").Text(Label);
        json.Name("message").Base64(Message).Name("receiver").Digest(Receiver.Thumbprint).Name("version").Number(Version).EndObject();
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

    private static HandOverFile? Read(JsonElement root)
    {
        string Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var message = new byte[MaxMessageBytes];
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out var number) && number == Version
            && Digest.TryParse(Text("group"), out var group) && Account.TryParse(Text("giver"), out var giver) && Account.TryParse(Text("receiver"), out var receiver)
            && VariableValue.TypeOf(Text("contract")) is { } type && IdRules.IsValid(Text("id")) && IdRules.IsValid(Text("label"))
            && Text("message").Length <= Base64Url.EncodedLength(MaxMessageBytes) && Base64Url.TryDecode(Text("message"), message, out var written)
                ? new HandOverFile(group, giver, receiver, type, Text("id"), Text("label"), message[..written])
                : null;
    }
}

using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scew.WebTests;

/// <summary>Bytes on their way to the page and back: <c>{ "base64url": "..." }</c>, which the page's side turns into a <c>Uint8Array</c>.</summary>
internal sealed class PageBytes : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Base64Url.DecodeFromChars(document.RootElement.GetProperty("base64url").GetString());
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("base64url", Base64Url.EncodeToString(value));
        writer.WriteEndObject();
    }
}

using System.Text.Json;
using Scew.Protocol.Api;

namespace Scew.SystemTests.Support;

/// <summary>One raw HTTP answer.</summary>
internal sealed record Answer(int Status, string MediaType, byte[] Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Fails unless it is the problem document of a code, with the registry's status and a sentence.</summary>
    public void IsProblem(string code)
    {
        var text = System.Text.Encoding.UTF8.GetString(Body);
        Assert.True(MediaType == Problem.MediaType, $"{Status} {MediaType}: {text}");
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal(CodeRegistry.Get(code).HttpStatus, Status);
        Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    public Answer IsOk()
    {
        Assert.True(Status == 200, $"{Status}: {System.Text.Encoding.UTF8.GetString(Body)}");
        return this;
    }
}

using System.Reflection;

namespace Scew.WebTests.Proof;

/// <summary>The golden vectors and the fuzz corpus of the protocol, read by the page's own code in the browser.</summary>
public class VectorTests
{
    [Theory]
    [InlineData("requests")]
    [InlineData("refusedRequests")]
    [InlineData("statements")]
    [InlineData("evidence")]
    [InlineData("trees")]
    [InlineData("registers")]
    [InlineData("genesis")]
    [InlineData("receipts")]
    [InlineData("eras")]
    [InlineData("corpus")]
    public async Task Vectors_hold(string name)
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Empty(await page.CallAsync<string[]>(ProofPage.Vectors, name));
    }

    [Fact]
    public async Task Tags_are_those_of_the_protocol()
    {
        await using var page = await ProofPage.OpenAsync();
        var ours = typeof(Protocol.DomainTags).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        Assert.Equal(ours, await page.CallAsync<Dictionary<string, string>>(ProofPage.Vectors, "tags"));
    }

    [Fact]
    public async Task Codes_and_sentences_are_those_of_the_registry()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(
            Protocol.Api.CodeRegistry.All.Select(code => $"{code.Name}: {code.Sentence} {code.Retryable}".ToLowerInvariant()),
            (await page.CallAsync<string[]>(ProofPage.Vectors, "codes")).Select(one => one.ToLowerInvariant()));
    }
}

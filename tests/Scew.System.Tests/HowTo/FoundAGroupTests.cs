namespace Scew.SystemTests.HowTo;

/// <summary>The page is all that four merchants need.</summary>
public sealed class FoundAGroupTests(FoundedGroup group) : IClassFixture<FoundedGroup>
{
    [Fact]
    [Trait("row", "E12")]
    public void FourMerchantsWithThePageAndNothingElsePayAndVerify()
    {
        Assert.Contains("\"amount\":\"25\"", group.LastOutput.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("outcome", group.LastOutput, StringComparison.Ordinal);
    }
}

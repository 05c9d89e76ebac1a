namespace Scew.WebTests.Proof;

/// <summary>A merchant's events are the same in whatever pieces they come, and a line without an end costs little until it is refused.</summary>
[Trait("row", "H17")]
public class FeedTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Events_are_the_same_in_whatever_pieces_they_come(int size)
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(
            ["1.1 {\"a\":1}", "1.2 x\ny", "1.2 z", "RangeError"],
            await page.CallAsync<string[]>(ProofPage.Checks, "eventsIn", "id: 1.1\r\ndata: {\"a\":1}\r\n\r\nid: 1.2\ndata: x\ndata: y\n\n\rdata: z\r\rid: 1.3\n\n:c\r\n", size));
    }
}

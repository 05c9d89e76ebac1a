namespace Scew.WebTests.Proof;

/// <summary>The members change while a page is open, and between two visits.</summary>
[Trait("row", "H3")]
[Trait("row", "A18")]
public class EraTests
{
    private const string Eras = "/proof-tests/eras.js";

    [Fact]
    public async Task The_newest_era_is_pinned_and_neither_less_nor_another_one_is_taken()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(
            [
                "0 m0,m1,m2,m3", "true 1 m0,m1,m2,m4 4", "false", "1 kept", "1 m0,m1,m2,m4 false",
                "PinChanged: HASH, era 1 | HASH, era 0", "PinChanged", "1 kept",
            ],
            await page.CallAsync<string[]>(Eras, "pins"));
    }

    [Fact]
    public async Task A_request_across_the_change_gets_the_receipt_of_the_new_era()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(["settled", "1", "1", "true", "0"], await page.CallAsync<string[]>(Eras, "submits"));
    }

    [Fact]
    public async Task A_receipt_of_an_era_that_is_over_says_so_where_it_is_checked()
    {
        await using var page = await ProofPage.OpenAsync();
        var shown = await page.CallAsync<string[]>(Eras, "shown");
        Assert.Contains("m3 (3 of 4 merchants; 3 are enough) | ! The era of this receipt is over: the merchants changed after block 40.", shown[0], StringComparison.Ordinal);
        Assert.EndsWith("scew receipt verify FILE --fresh", shown[0], StringComparison.Ordinal);
        Assert.EndsWith("m4 (3 of 4 merchants; 3 are enough) | ", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_signed_in_an_era_that_nobody_proves_is_neither_believed_nor_called_a_lie()
    {
        await using var page = await ProofPage.OpenAsync();
        Assert.Equal(["unknown", "0", "0"], await page.CallAsync<string[]>(Eras, "unproven"));
    }
}

namespace Scew.Grains.Tests.Transfers;

/// <summary>A silo that stops while it fetches a state does not leave the fetch behind, to put registers aside in the era that comes.</summary>
public sealed class EndedFetchTests
{
    [Fact]
    public async Task AFetchEndsWithTheReplica()
    {
        var folder = Directory.CreateTempSubdirectory("scew-ended-fetch-").FullName;
        using (var group = new TestGroup())
        {
            await using var merchant = await TestMerchant.StartAsync(group, 0, Path.Combine(folder, "0"));
            var fetching = merchant.Get<StateTransfer>();
            fetching.Observe(0, 1_000_000);
            Assert.True(fetching.Active);
            // Nobody is connected who could answer: by itself it would ask for ever.
            await fetching.EndAsync();
            Assert.False(fetching.Active);
            Assert.Empty(merchant.Failures);
        }
        Directory.Delete(folder, recursive: true);
    }
}

namespace Scew.SystemTests.HowTo;

/// <summary>The pages are all that four merchants need: to begin, to be sure of a backup, to lose a database.</summary>
[Collection(FoundedGroup.Name)]
public sealed class FoundAGroupTests(FoundedGroup group)
{
    private const int Merchants = 4;

    [Fact]
    [Trait("row", "E12")]
    public void FourMerchantsWithThePageAndNothingElsePayAndVerify()
    {
        Assert.Contains("\"amount\":\"25\"", group.LastOutput.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("outcome", group.LastOutput, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "I17")]
    public async Task ABackupIsDrilledAndThenPutInThePlaceOfALostDatabase()
    {
        var merchant = group.Merchants[1];
        foreach (var block in HowToPage.Read("backup.md"))
        {
            if (!block.Words.Contains("stopped"))
            {
                var output = await group.RunAsync(merchant, block.Commands);
                Assert.True(!block.Commands.Contains("backup-drill", StringComparison.Ordinal) || output.Contains("drill passed in ", StringComparison.Ordinal), output);
                continue;
            }
            await merchant.StopAsync();
            Directory.Delete(merchant.At("data"), recursive: true);
            await group.RunAsync(merchant, block.Commands);
            group.Start(merchant);
            await group.WaitForAsync(Merchants);
        }
        Assert.Empty(Directory.EnumerateFiles(merchant.Folder, ".drill-*"));
        // What is damaged does not pass the drill's first step.
        var backup = await File.ReadAllBytesAsync(merchant.At("merchant.backup"));
        await File.WriteAllBytesAsync(merchant.At("damaged.backup"), backup[..(backup.Length / 2)]);
        Assert.Equal(74, (await merchant.TryAsync("scew-silo audit damaged.backup --config silo.json")).Exit);
    }
}

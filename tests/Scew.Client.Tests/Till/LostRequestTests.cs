using System.Text;
using Scew.Cli.State;
using Scew.Client.Tests.Support;
using Scew.Client.Till;
using Scew.Protocol;

namespace Scew.Client.Tests.Till;

public sealed class LostRequestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-lost-").FullName;

    [Fact]
    public async Task ABatchWhoseSignedRequestIsGoneIsNeverSignedAnew()
    {
        var posts = 0;
        using var merchants = new ScriptedMerchants((_, path) =>
        {
            posts += path.StartsWith("POST", StringComparison.Ordinal) ? 1 : 0;
            return (404, ScriptedMerchants.Problem("not-found"));
        });
        var (file, _) = TillFile.Parse(Encoding.UTF8.GetBytes("time,merchant,invoice,customer,pence\n2026-01-01T00:00:00Z,A,1,carl,100\n"));
        var plan = TillPlan.Of(file!.Rows);
        var key = TillBatch.Wallets(plan).Single().Key;
        using var keys = new DevTillKeys(SignedGroup.Keys, ["a", "b", "c", "d"]);
        using var journal = TillJournal.Open(TillJournal.PathFor(_folder, file.Hash), file.Hash, merchants.Client.Verifier.Group.Genesis)!;
        journal.Write(new TillEntry("supply-before", null, false, 0));
        journal.Write(new TillEntry(key, Digest.Of("gone"u8).ToString(), false, null));

        var stopped = await Assert.ThrowsAsync<TillException>(() => new TillImport(merchants.Client, plan, keys, journal).RunAsync(CancellationToken.None));

        Assert.Equal("outcome-unknown", stopped.Code);
        Assert.Equal(0, posts);
        Assert.Equal(Digest.Of("gone"u8).ToString(), journal.Find(key)!.RequestId);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

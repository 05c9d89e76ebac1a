namespace Scew.Storage.Tests.Postgres;

/// <summary>What a sound server may answer instead of doing its work: a transaction that it gives up, a connection that it does not grant.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresFaultTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("BEFORE INSERT", "FOR EACH ROW")]
    [InlineData("AFTER INSERT", "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW")]
    [Trait("row", "D12")]
    public async Task A_serialization_failure_in_a_safety_write_or_at_its_commit_is_said_and_not_tried_again(string when, string each)
    {
        var address = await MadeAsync();
        var vote = Samples.Safety(Samples.First, lease: 30) with { Votes = [Samples.FinalizeVote(Samples.Chain(1)[0].Block)] };
        await using (var store = await OpenAsync(address))
        {
            await store.TakeLeaseAsync(Samples.First);
            await store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 7));
            await cluster.ExecuteInAsync(
                address,
                "CREATE FUNCTION gives_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$; "
                + $"CREATE {(when.StartsWith('A') ? "CONSTRAINT " : string.Empty)}TRIGGER gives_up {when} ON votes {each} EXECUTE FUNCTION gives_up()");
            var failure = await FailsAsync(() => store.WriteSafetyAsync(vote));
            Assert.Contains("could not serialize access (PostgreSQL 40001)", failure.Message, StringComparison.Ordinal);
            await cluster.ExecuteInAsync(address, "DROP TRIGGER gives_up ON votes; DROP FUNCTION gives_up()");
            await FailsAsync(() => store.WriteSafetyAsync(vote));
            await FailsAsync(() => store.TakeLeaseAsync(Samples.Second));
            await FailsAsync(() => store.ReadVotesAboveAsync(0));
        }
        await using var again = await OpenAsync(address);
        Assert.Empty(await again.ReadVotesAboveAsync(0));
        Assert.Equal(new LeaseTaken(7, 3), await again.TakeLeaseAsync(Samples.Second));
        await again.WriteSafetyAsync(vote with { Activation = Samples.Second });
        Assert.Single(await again.ReadVotesAboveAsync(0));
    }

    [Fact]
    [Trait("row", "D12")]
    public async Task A_server_without_a_connection_to_give_is_said_and_nothing_is_half_done()
    {
        var address = await MadeAsync();
        await LimitAsync(address, 0);
        Assert.Contains("too many connections", (await FailsAsync(() => OpenAsync(address))).Message, StringComparison.Ordinal);
        await LimitAsync(address, 1);
        await using (var store = await OpenAsync(address))
        {
            await store.TakeLeaseAsync(Samples.First);
            var failure = await FailsAsync(() => store.ReadVotesAboveAsync(0));
            Assert.Contains("too many connections", failure.Message, StringComparison.Ordinal);
            Assert.Contains("53300", failure.Message, StringComparison.Ordinal);
            // The writer has its connection: what it acknowledges is on disk.
            await store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 12));
            await LimitAsync(address, 10);
            Assert.Empty(await store.ReadVotesAboveAsync(0));
        }
        await using var again = await OpenAsync(address);
        Assert.Equal(new LeaseTaken(12, 3), await again.TakeLeaseAsync(Samples.Second));
    }

    private Task LimitAsync(string address, int connections) =>
        cluster.ExecuteInAsync(address, $"ALTER ROLE {new Uri(address).UserInfo} CONNECTION LIMIT {connections}");

    private async Task<string> MadeAsync()
    {
        var address = await cluster.NewDatabaseAsync();
        await PostgresReplicaStore.InitializeAsync(address, Samples.Genesis, 1);
        return address;
    }

    private static Task<PostgresReplicaStore> OpenAsync(string address) => PostgresReplicaStore.OpenAsync(address, Samples.Genesis, 1);

    private static async Task<StoreException> FailsAsync(Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(action);
        Assert.True(failure.Fault == StoreFault.Failed, failure.ToString());
        return failure;
    }
}

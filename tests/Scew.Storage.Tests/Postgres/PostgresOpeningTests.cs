using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Scew.Storage.Postgres;

namespace Scew.Storage.Tests.Postgres;

/// <summary>What only PostgreSQL has: addresses, servers that do not answer or promise too little, roles, cut connections.</summary>
[Collection(PostgresGroup.Name)]
public sealed class PostgresOpeningTests(PostgresCluster cluster)
{
    [Fact]
    [Trait("row", "D12")]
    public async Task Fifty_connections_cut_around_commit_lose_and_repeat_nothing() => Assert.InRange(await CutCommits.RunAsync(cluster, 50), 25, 40);

    [Theory]
    [InlineData("mysql://a@b/c", "does not look like")]
    [InlineData("postgres://a:secret@127.0.0.1/c", "password")]
    [InlineData("postgres://127.0.0.1/c", "user")]
    [InlineData("postgres://a@127.0.0.1", "database")]
    [InlineData("postgres://a@127.0.0.1/c?colour=red", "colour")]
    public async Task A_bad_address_says_what_is_wrong_and_repeats_no_secret(string address, string says)
    {
        var failure = await FailsAsync(StoreFault.Failed, () => OpenAsync(address));
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "D12")]
    public async Task A_server_that_is_not_there_or_does_not_answer_is_said_within_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = cluster.Address("a", "b", ((IPEndPoint)silent.LocalEndpoint).Port);
        // Several at a time: the driver lost its timeout now and then, and most often on a busy machine.
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => FailsAsync(StoreFault.Failed, () => OpenAsync(address)))).WaitAsync(TimeSpan.FromMinutes(1));
        silent.Stop();
        var failure = await FailsAsync(StoreFault.Failed, () => OpenAsync(cluster.Address("a", "b", 1)));
        Assert.Contains("127.0.0.1:1/b", failure.Message, StringComparison.Ordinal);
        await FailsAsync(StoreFault.Missing, () => OpenAsync(cluster.Address("postgres", "nowhere")));
        var empty = await cluster.NewDatabaseAsync();
        await FailsAsync(StoreFault.Missing, () => OpenAsync(empty));
    }

    [Fact]
    public async Task Settings_are_told_also_while_the_database_is_in_use()
    {
        var address = await MadeAsync();
        await using var store = await OpenAsync(address);
        Assert.All(await StoreSettings.ReadPostgresAsync(address), setting => Assert.True(setting.IsRight, setting.ToString()));
        await FailsAsync(StoreFault.Missing, async () => await StoreSettings.ReadPostgresAsync(await cluster.NewDatabaseAsync()));
        var all = cluster.Address("postgres", new Uri(address).AbsolutePath[1..]);
        Assert.Equal("superuser", Assert.Single(await StoreSettings.ReadPostgresAsync(all), setting => setting.IsRight == false).Name);
    }

    [Theory]
    [InlineData("fsync=off", "fsync")]
    [InlineData("full_page_writes=off", "full_page_writes")]
    public async Task A_server_that_does_not_sync_is_refused(string setting, string says)
    {
        var address = await MadeAsync();
        await cluster.StopAsync();
        await cluster.StartAsync(setting);
        try
        {
            var failure = await FailsAsync(StoreFault.Failed, () => OpenAsync(address));
            Assert.Contains(says, failure.Message, StringComparison.Ordinal);
            var wrong = Assert.Single(await StoreSettings.ReadPostgresAsync(address), told => told.IsRight != true);
            Assert.Equal((says, "off"), (wrong.Name, wrong.Found));
        }
        finally
        {
            await cluster.StopAsync();
            await cluster.StartAsync();
        }
    }

    [Fact]
    public async Task Synchronous_commit_is_set_whatever_the_role_has()
    {
        var address = await MadeAsync();
        await cluster.ExecuteInAsync(address, $"ALTER ROLE {Role(address)} SET synchronous_commit = off");
        Assert.Equal("off", await AskAsync(address, "SELECT current_setting('synchronous_commit')"));
        var (database, _, _, _) = PostgresOpening.Open(address, Samples.Genesis, 1, witnessPath: null, maxCountedRows: 100);
        using (database)
        {
            Assert.Equal(["on"], database.Session["SELECT current_setting('synchronous_commit')"].All(row => row.Text(0)));
        }
    }

    [Theory]
    [InlineData("UPDATE host SET system = '7000000000000000001'")]
    [InlineData("UPDATE host SET timeline = '000000FF'")]
    [InlineData("UPDATE host SET database = database + 1")]
    [InlineData("DELETE FROM host")]
    [Trait("row", "D8")]
    public async Task A_database_on_another_system_or_timeline_is_in_doubt_until_it_is_settled(string moved)
    {
        var address = await MadeAsync();
        await using (var store = await OpenAsync(address))
        {
            Assert.Equal(new LeaseTaken(0, 1), await store.TakeLeaseAsync(Samples.First));
        }
        await cluster.ExecuteInAsync(address, moved);
        for (var start = 0; start < 2; start++)
        {
            await using var store = await OpenAsync(address);
            Assert.Equal(StoreDoubt.SystemChanged, (await store.TakeLeaseAsync(Samples.First)).Doubt);
        }
        await using (var store = await OpenAsync(address))
        {
            await store.TakeLeaseAsync(Samples.First);
            await store.SettleAsync(Samples.First, 10);
        }
        await using var settled = await OpenAsync(address);
        Assert.Equal(StoreDoubt.None, (await settled.TakeLeaseAsync(Samples.Second)).Doubt);
    }

    [Fact]
    [Trait("row", "D12")]
    public async Task A_server_that_restarts_breaks_the_store_and_the_next_opening_has_all_that_was_acknowledged()
    {
        var address = await MadeAsync();
        var log = new TrueLog(21, 20);
        await using (var store = await OpenAsync(address))
        {
            await store.TakeLeaseAsync(Samples.First);
            await log.WriteAsync(store, Samples.First, 1, 10);
            await cluster.StopAsync();
            await FailsAsync(StoreFault.Failed, () => store.ReadHeadAsync());
            await FailsAsync(StoreFault.Failed, () => store.WriteSafetyAsync(log.Safety(Samples.First, 11, 11)));
            await cluster.StartAsync();
            await FailsAsync(StoreFault.Failed, () => store.WriteSafetyAsync(log.Safety(Samples.First, 11, 11)));
            await FailsAsync(StoreFault.Failed, () => store.TakeLeaseAsync(Samples.Second));
        }
        await using var again = await OpenAsync(address);
        Assert.Equal((10, null), ((await again.ReadHeadAsync())!.Height, (await again.AuditAsync()).Fault));
        Assert.Equal(StoreDoubt.None, (await again.TakeLeaseAsync(Samples.Second)).Doubt);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task A_store_that_lost_its_connection_while_idle_says_so_when_it_is_asked()
    {
        var address = await MadeAsync();
        await using var store = await OpenAsync(address);
        Assert.True(store.CanLoseLock);
        await store.TakeLeaseAsync(Samples.First);
        var commits = store.Commits;
        await cluster.ExecuteInAsync(address, "CREATE TABLE noted AS SELECT xmax::text AS locker FROM lease");
        await store.HeldAsync(Samples.First);
        Assert.Equal(commits, store.Commits);
        // A lock on the row would be written down, and synced, once a second.
        await cluster.ExecuteInAsync(address, "DO $$ BEGIN IF (SELECT xmax::text FROM lease) <> (SELECT locker FROM noted) THEN RAISE EXCEPTION 'the question locked the row'; END IF; END $$; DROP TABLE noted");
        await FailsAsync(StoreFault.LeaseLost, () => store.HeldAsync(Samples.Second));
        await cluster.ExecuteInAsync(address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await using var other = await OpenAsync(address);
        await FailsAsync(StoreFault.Failed, () => store.HeldAsync(Samples.First));
        await other.TakeLeaseAsync(Samples.Second);
        await other.HeldAsync(Samples.Second);
    }

    [Fact]
    [Trait("row", "D8")]
    public async Task A_database_copied_within_the_server_is_in_doubt()
    {
        var address = await MadeAsync();
        var name = Role(address);
        await cluster.ExecuteInAsync(cluster.Administrator, "SELECT 1");
        await CreateCopyAsync(name);
        await using var copy = await OpenAsync(cluster.Address(name, name + "_copy"));
        Assert.Equal(StoreDoubt.SystemChanged, (await copy.TakeLeaseAsync(Samples.First)).Doubt);
        await copy.SettleAsync(Samples.First, 10);
        await copy.DisposeAsync();
        await using var settled = await OpenAsync(cluster.Address(name, name + "_copy"));
        Assert.Equal(StoreDoubt.None, (await settled.TakeLeaseAsync(Samples.Second)).Doubt);
    }

    [Fact]
    [Trait("row", "I14")]
    public async Task A_merchants_role_has_its_own_schema_and_nothing_else()
    {
        var (mine, other) = (await MadeAsync(), await MadeAsync());
        await PostgresProvision.RunAsync(cluster.Administrator, Role(mine), Role(mine));
        await FailsAsync(StoreFault.Failed, () => OpenAsync(cluster.Address(Role(mine), Role(other))));
        foreach (var sql in new[] { "CREATE ROLE more", "CREATE DATABASE more", "CREATE TABLE public.more (id BIGINT)", "COPY (SELECT 1) TO '/tmp/more'", "SELECT pg_read_file('/etc/passwd')" })
        {
            await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={cluster.Port};Username={Role(mine)};Database={Role(mine)};Pooling=false");
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
        Assert.Throws<ArgumentException>(() => PostgresProvision.Statements("a; DROP", "b"));
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task A_second_process_is_refused_and_the_lock_ends_with_its_holder()
    {
        var address = await MadeAsync();
        using var holder = SecondProcess.Start(SecondProcess.Hold, address);
        Assert.Equal("open", await holder.StandardOutput.ReadLineAsync());
        var watch = Stopwatch.StartNew();
        await FailsAsync(StoreFault.InUse, () => OpenAsync(address));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        holder.Kill();
        await holder.WaitForExitAsync();
        await using var store = await OpenAsync(address);
    }

    private async Task CreateCopyAsync(string name)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={cluster.Port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}_copy TEMPLATE {name} OWNER {name}", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> AskAsync(string address, string sql)
    {
        var uri = new Uri(address);
        await using var connection = new NpgsqlConnection($"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={uri.AbsolutePath[1..]};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static string Role(string address) => new Uri(address).UserInfo;

    private async Task<string> MadeAsync()
    {
        var address = await cluster.NewDatabaseAsync();
        await PostgresReplicaStore.InitializeAsync(address, Samples.Genesis, 1);
        return address;
    }

    private static Task<PostgresReplicaStore> OpenAsync(string address) => PostgresReplicaStore.OpenAsync(address, Samples.Genesis, 1);

    private static async Task<StoreException> FailsAsync(StoreFault fault, Func<Task> action)
    {
        var failure = await Assert.ThrowsAsync<StoreException>(action);
        Assert.True(failure.Fault == fault, failure.ToString());
        return failure;
    }
}

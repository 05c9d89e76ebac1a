using Scew.SystemTests.Support;

namespace Scew.SystemTests.Databases;

/// <summary>Four merchants on one PostgreSQL cluster, for the tests of one class.</summary>
public sealed class PostgresGroup : IAsyncLifetime
{
    internal RunningGroup Group { get; private set; } = null!;

    public async Task InitializeAsync() => Group = await RunningGroup.StartAsync(new GroupShape { OnPostgres = true });

    public async Task DisposeAsync() => await Group.DisposeAsync();
}

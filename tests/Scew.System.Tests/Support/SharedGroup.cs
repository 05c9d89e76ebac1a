using Scew.SystemTests.Watching;

namespace Scew.SystemTests.Support;

/// <summary>One honest group for all tests that leave its merchants alone.</summary>
public sealed class SharedGroup : IAsyncLifetime
{
    public const string Name = "one honest group";

    internal RunningGroup Group { get; private set; } = null!;

    private readonly TempFolder _folder = new();

    public async Task InitializeAsync() => Group = await RunningGroup.StartAsync(new GroupShape { Configure = (_, config) => WatchToken.Configure(config, _folder.Path) });

    public async Task DisposeAsync()
    {
        await Group.DisposeAsync();
        _folder.Dispose();
    }
}

[CollectionDefinition(SharedGroup.Name)]
public sealed class SharedGroupTests : ICollectionFixture<SharedGroup>;

namespace Scew.SystemTests.Support;

/// <summary>One honest group for all tests that leave its merchants alone.</summary>
public sealed class SharedGroup : IAsyncLifetime
{
    public const string Name = "one honest group";

    internal RunningGroup Group { get; private set; } = null!;

    public async Task InitializeAsync() => Group = await RunningGroup.StartAsync();

    public async Task DisposeAsync() => await Group.DisposeAsync();
}

[CollectionDefinition(SharedGroup.Name)]
public sealed class SharedGroupTests : ICollectionFixture<SharedGroup>;

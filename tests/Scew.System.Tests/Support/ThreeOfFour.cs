namespace Scew.SystemTests.Support;

/// <summary>A group whose last merchant is down: tests use its folder, its keys and its place.</summary>
public sealed class ThreeOfFour : IAsyncLifetime
{
    public const string Name = "three of four merchants";

    /// <summary>The one that is down.</summary>
    public const int Down = 3;

    internal RunningGroup Group { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Group = await RunningGroup.StartAsync();
        await Group.Net.StopAsync(Down);
    }

    public async Task DisposeAsync() => await Group.DisposeAsync();
}

[CollectionDefinition(ThreeOfFour.Name)]
public sealed class ThreeOfFourTests : ICollectionFixture<ThreeOfFour>;

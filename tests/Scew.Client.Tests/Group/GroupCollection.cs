namespace Scew.Client.Tests.Group;

/// <summary>Tests that share one running group, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class GroupCollection : ICollectionFixture<RunningGroup>
{
    public const string Name = "running group";
}

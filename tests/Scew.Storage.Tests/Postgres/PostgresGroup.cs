namespace Scew.Storage.Tests.Postgres;

/// <summary>The classes that share this run's cluster.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresGroup : ICollectionFixture<PostgresCluster>
{
    internal const string Name = "PostgreSQL";
}

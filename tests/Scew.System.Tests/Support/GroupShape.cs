using System.Text.Json.Nodes;
using Scew.Client.DevNets;

namespace Scew.SystemTests.Support;

/// <summary>What a test's group is made of.</summary>
internal sealed record GroupShape
{
    public int Merchants { get; init; } = 4;

    /// <summary>With a PostgreSQL cluster of its own, one database per merchant, instead of SQLite.</summary>
    public bool OnPostgres { get; init; }

    /// <summary>With a proxy between every two merchants.</summary>
    public bool Proxied { get; init; }

    /// <summary>Another build of the silo.</summary>
    public SiloProgram? Program { get; init; }

    /// <summary>Changes a merchant's configuration.</summary>
    public Action<int, JsonObject>? Configure { get; init; }
}

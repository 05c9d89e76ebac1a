using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Protocol.Groups;

namespace Scew.SystemTests.Support;

/// <summary>What a test's group is made of.</summary>
internal sealed record GroupShape
{
    public int Merchants { get; init; } = 4;

    /// <summary>With a PostgreSQL cluster of its own, one database per merchant, instead of SQLite.</summary>
    public bool OnPostgres { get; init; }

    /// <summary>With <see cref="OnPostgres"/>: the merchants that are not, and have SQLite.</summary>
    public string OnSqlite { get; init; } = "";

    /// <summary>With a proxy between every two merchants.</summary>
    public bool Proxied { get; init; }

    /// <summary>Another build of the silo.</summary>
    public SiloProgram? Program { get; init; }

    /// <summary>Timers and bounds of its genesis.</summary>
    public GroupParameters Parameters { get; init; } = GroupParameters.Default;

    /// <summary>
    /// Parameters of a group in which somebody is often away: his turns end after a quarter of the time that they take by default. Nothing is shown by waiting for a dead leader.
    /// </summary>
    public static GroupParameters Impatient { get; } = GroupParameters.Default with { LeaderTimerMs = 300, AdvanceTimerMs = 600 };

    /// <summary>Changes a merchant's configuration.</summary>
    public Action<int, JsonObject>? Configure { get; init; }
}

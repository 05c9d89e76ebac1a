using System.Text.Json.Nodes;
using Scew.Protocol.Groups;

namespace Scew.Client.DevNets;

/// <summary>What a development group is made of.</summary>
public sealed record DevNetOptions
{
    /// <summary>Where everything lies; a folder that holds a group already is started again as it is.</summary>
    public required string Folder { get; init; }

    /// <summary>The same seed gives the same keys, accounts and ids.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many merchants (4 to 26), named a, b, c, ...</summary>
    public int Merchants { get; init; } = 4;

    /// <summary>Timers, window and bounds of the group's genesis.</summary>
    public GroupParameters Parameters { get; init; } = GroupParameters.Default;

    /// <summary>How long all merchants together may take until they are ready.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The silo's program; found beside this one when null.</summary>
    public SiloProgram? Program { get; init; }

    /// <summary>
    /// Null for SQLite. An administrator's address (<c>postgres://USER@HOST:PORT/DATABASE</c>) makes one database and role per merchant there; empty starts a cluster for the
    /// group from the system's binaries.
    /// </summary>
    public string? Postgres { get; init; }

    /// <summary>With <see cref="Postgres"/>: whether a merchant of this name has its database there, and not in SQLite. All unless told otherwise.</summary>
    public Func<string, bool> IsOnPostgres { get; init; } = static _ => true;

    /// <summary>Level of the silos' logs.</summary>
    public string LogLevel { get; init; } = "warning";

    /// <summary>Told the genesis file before the first merchant starts.</summary>
    public Action<GenesisFile>? Prepared { get; init; }

    /// <summary>Changes a merchant's configuration (place in genesis, members of silo.json) whenever it is written.</summary>
    public Action<int, JsonObject>? Configure { get; init; }
}

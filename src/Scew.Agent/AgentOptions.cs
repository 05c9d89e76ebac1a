using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Accounts;

namespace Scew.Agent;

/// <summary>
/// What an agent's owner decided. <paramref name="Id"/> is the agent's own, which every order names; <paramref name="Operators"/> may order; <paramref name="ReleaseKey"/> signs the file
/// <paramref name="Releases"/>; <paramref name="Folder"/> is the agent's private one.
/// </summary>
public sealed record AgentOptions(Digest Id, ImmutableArray<Account> Operators, PublicKey ReleaseKey, string Releases, string Folder)
{
    /// <summary>The command that becomes a program (<see cref="ProgramRunner"/>): a file and its first arguments.</summary>
    public required ImmutableArray<string> Launcher { get; init; }

    /// <summary>The program's arguments: no order changes them.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The program's environment beside PATH and LANG.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How long a program may take to end by itself.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the program may not do or use.</summary>
    public ProgramLimits Limits { get; init; } = new();

    /// <summary>Where programs are kept: in the private folder, or, where they run as another user, who must reach them, beside it.</summary>
    public string Programs => Limits.User is null ? Path.Combine(Folder, "programs") : Folder.TrimEnd('/') + ".programs";

    /// <summary>Bytes of the program's output that are kept; as many again of what came before.</summary>
    public long MaxLogBytes { get; init; } = 64 * 1024 * 1024;
}

namespace Scew.Agent;

/// <summary>What a program may not do or use. The process that becomes it takes these on before it does, and has no way back.</summary>
public sealed record ProgramLimits
{
    /// <summary>The user that it runs as, by number, with no other groups than <see cref="Group"/>; null is the agent's own. Only root can give it another.</summary>
    public uint? User { get; init; }

    /// <summary>Its group, where <see cref="User"/> is set.</summary>
    public uint? Group { get; init; }

    /// <summary>Most processes (and threads) of its user.</summary>
    public long? Processes { get; init; }

    /// <summary>Most files and connections that it has open.</summary>
    public long? OpenFiles { get; init; }

    /// <summary>Folder of a control group (v2) that it joins; memory, processors and the like are bounded there.</summary>
    public string? Cgroup { get; init; }
}

using System.Collections.Immutable;

namespace Scew.Client.DevNets;

/// <summary>The lies that a merchant of a development group can be started with, as the silo's configuration names them.</summary>
public static class DevLies
{
    /// <summary>The most telling first.</summary>
    public static ImmutableArray<string> Names { get; } = ["equivocate", "slow-leader", "censor", "false-attester", "wrong-receipt"];
}

using Scew.Protocol.Messages;

namespace Scew.Simulation;

/// <summary>Counts what happens in a run without having a part in it: benchmarks measure by this.</summary>
public interface ISimulationObserver
{
    /// <summary>A message leaves for one peer that it is linked to.</summary>
    void Sent(MemberHost from, MemberHost to, PeerMessage message);

    /// <summary>A member has executed a height.</summary>
    void Executed(MemberHost host, ExecutedHeight height);

    /// <summary>A member holds a quorum's attestations of the state at <paramref name="height"/>, and so of every state below it.</summary>
    void Certified(MemberHost host, long height);
}

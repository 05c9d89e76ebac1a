namespace Scew.Grains;

/// <summary>Sends frames to the other merchants. Implemented by the silo's peer links.</summary>
public interface IPeerLinks
{
    /// <summary>
    /// Queues one encoded message for a peer. Dropped when there is no link: the ordering protocol sends again after a reconnection. A peer that
    /// does not drain its queue loses its link.
    /// </summary>
    void Send(int peer, byte[] message);

    /// <summary>Members with a link at this moment, by index.</summary>
    IReadOnlyList<int> Connected { get; }

    /// <summary>Messages that wait for a peer at this moment.</summary>
    int Waiting(int peer) => 0;
}

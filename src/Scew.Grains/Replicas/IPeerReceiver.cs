using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Grains;

/// <summary>Takes what the silo's peer links receive from authenticated members.</summary>
public interface IPeerReceiver
{
    /// <summary>Names this start of the replica in every hello.</summary>
    Digest ActivationId { get; }

    /// <summary>A link is up.</summary>
    void Connected(int peer, Digest activationId);

    /// <summary>The link is down.</summary>
    void Disconnected(int peer);

    /// <summary>
    /// One decoded message. Completes when the next one of this link may be read, which is how a flood is slowed down. False: the peer broke the protocol
    /// and the link is to be cut. Cancelled with the link.
    /// </summary>
    ValueTask<bool> ReceiveAsync(int peer, PeerMessage message, CancellationToken cancel = default);
}

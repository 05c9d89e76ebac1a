namespace Scew.Silo.Peers;

/// <summary>A peer sent what no correct peer sends; the link is cut.</summary>
internal sealed class PeerProtocolException : Exception
{
    public PeerProtocolException()
    {
    }

    public PeerProtocolException(string message)
        : base(message)
    {
    }

    public PeerProtocolException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Why, as the instrument <c>bft.message.rejected</c> counts it.</summary>
    public string Reason { get; init; } = "malformed";

    /// <summary>Which message it was.</summary>
    public string Type { get; init; } = "unknown";
}

using Scew.Grains.Watching;

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

    /// <summary>A value of <see cref="Rejections"/>.</summary>
    public string Reason { get; init; } = Rejections.Malformed;

    /// <summary>Which message it was.</summary>
    public string Type { get; init; } = Rejections.Unknown;
}

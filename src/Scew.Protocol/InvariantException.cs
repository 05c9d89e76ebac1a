namespace Scew.Protocol;

/// <summary>An invariant of this program does not hold; the process must stop rather than go on.</summary>
public sealed class InvariantException : Exception
{
    /// <summary>No message.</summary>
    public InvariantException()
    {
    }

    /// <summary>The invariant that is broken.</summary>
    public InvariantException(string message)
        : base(message)
    {
    }

    /// <summary>The invariant that is broken, and what showed it.</summary>
    public InvariantException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

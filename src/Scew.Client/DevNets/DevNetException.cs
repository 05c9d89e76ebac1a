namespace Scew.Client.DevNets;

/// <summary>The development group cannot start or go on: no silo program, a port taken, a process that ended. The message says which.</summary>
public sealed class DevNetException : Exception
{
    /// <summary>With a sentence for the user.</summary>
    public DevNetException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public DevNetException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a sentence.</summary>
    public DevNetException()
    {
    }
}

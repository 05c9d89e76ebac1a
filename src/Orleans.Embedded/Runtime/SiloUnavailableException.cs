namespace Orleans.Runtime;

/// <summary>No running silo can take the call.</summary>
public sealed class SiloUnavailableException : OrleansMessageRejectionException
{
    /// <summary>An error without words.</summary>
    public SiloUnavailableException()
    {
    }

    /// <summary>An error with words.</summary>
    /// <param name="msg">The words.</param>
    public SiloUnavailableException(string msg)
        : base(msg)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="message">The words.</param>
    /// <param name="innerException">The cause.</param>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

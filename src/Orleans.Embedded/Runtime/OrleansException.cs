namespace Orleans.Runtime;

/// <summary>An error of the runtime.</summary>
public class OrleansException : Exception
{
    /// <summary>An error without words.</summary>
    public OrleansException()
    {
    }

    /// <summary>An error with words.</summary>
    /// <param name="message">The words.</param>
    public OrleansException(string message)
        : base(message)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="message">The words.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

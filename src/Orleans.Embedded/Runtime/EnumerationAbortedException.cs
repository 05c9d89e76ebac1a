namespace Orleans.Runtime;

/// <summary>A stream from a grain broke off because its activation ended.</summary>
public sealed class EnumerationAbortedException : Exception
{
    /// <summary>An error without words.</summary>
    public EnumerationAbortedException()
    {
    }

    /// <summary>An error with words.</summary>
    /// <param name="message">The words.</param>
    public EnumerationAbortedException(string message)
        : base(message)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="message">The words.</param>
    /// <param name="innerException">The cause.</param>
    public EnumerationAbortedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

namespace Orleans.Runtime;

/// <summary>The configuration, or a grain interface, is not acceptable.</summary>
public sealed class OrleansConfigurationException : Exception
{
    /// <summary>An error with words.</summary>
    /// <param name="message">The words.</param>
    public OrleansConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="message">The words.</param>
    /// <param name="innerException">The cause.</param>
    public OrleansConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

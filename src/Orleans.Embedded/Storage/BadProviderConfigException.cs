using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A storage provider is missing or wrongly configured.</summary>
public class BadProviderConfigException : OrleansException
{
    /// <summary>An error without words.</summary>
    public BadProviderConfigException()
    {
    }

    /// <summary>An error with words.</summary>
    /// <param name="msg">The words.</param>
    public BadProviderConfigException(string msg)
        : base(msg)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="msg">The words.</param>
    /// <param name="exc">The cause.</param>
    public BadProviderConfigException(string msg, Exception exc)
        : base(msg, exc)
    {
    }
}

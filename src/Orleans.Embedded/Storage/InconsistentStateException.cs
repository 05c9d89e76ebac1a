using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A record changed since it was read. Thrown out of a grain's own turn it ends the activation, so that the next call reads afresh.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>An error without words.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>An error with words.</summary>
    /// <param name="message">The words.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>An error with words and its cause.</summary>
    /// <param name="message">The words.</param>
    /// <param name="innerException">The cause.</param>
    public InconsistentStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error with both versions.</summary>
    /// <param name="errorMsg">The words.</param>
    /// <param name="storedEtag">The version in the store.</param>
    /// <param name="currentEtag">The version in memory.</param>
    /// <param name="storageException">The cause.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception storageException)
        : base(errorMsg, storageException)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>An error with both versions.</summary>
    /// <param name="errorMsg">The words.</param>
    /// <param name="storedEtag">The version in the store.</param>
    /// <param name="currentEtag">The version in memory.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    /// <summary>The version in the store.</summary>
    public string? StoredEtag { get; private set; }

    /// <summary>The version in memory.</summary>
    public string? CurrentEtag { get; private set; }

    /// <summary>False once it left the activation whose record it is: callers that merely pass it on stay alive.</summary>
    internal bool IsSourceActivation { get; set; } = true;
}

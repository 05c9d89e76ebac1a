using System.Globalization;

namespace Scew.Homomorphic.Modules;

/// <summary>This module has no key of the asked epoch: a failure of its environment, never an answer. Execution waits.</summary>
public sealed class MissingModuleKeyException : Exception
{
    /// <summary>No message.</summary>
    public MissingModuleKeyException()
    {
    }

    /// <summary>A message.</summary>
    public MissingModuleKeyException(string message)
        : base(message)
    {
    }

    /// <summary>A message and its cause.</summary>
    public MissingModuleKeyException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The key of this epoch is missing.</summary>
    public MissingModuleKeyException(long epoch)
        : base(string.Create(CultureInfo.InvariantCulture, $"this secure module has no key of epoch {epoch}"))
    {
    }
}

namespace Scew.Client.Till;

/// <summary>An import that cannot go on now. Whatever was done is in the journal; the same command goes on from there.</summary>
public sealed class TillException : Exception
{
    /// <summary>With a code of the registry and a sentence.</summary>
    public TillException(string code, string message)
        : base(message) => Code = code;

    /// <summary>With a sentence.</summary>
    public TillException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public TillException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a sentence.</summary>
    public TillException()
    {
    }

    /// <summary>The code.</summary>
    public string Code { get; } = "internal";
}

namespace Scew.Storage;

/// <summary>The environment's failures, told apart by <see cref="Fault"/>; the message is a sentence for the operator.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A failure with its kind.</summary>
    public StoreException(StoreFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What kind of failure.</summary>
    public StoreFault Fault { get; }
}

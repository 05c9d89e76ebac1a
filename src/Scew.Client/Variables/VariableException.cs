using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Submission;

namespace Scew.Client.Variables;

/// <summary>
/// Why something could not be done with an encrypted variable: a code of the registry, a sentence, and what to do. Never holds a key or a plaintext.
/// </summary>
public sealed class VariableException : Exception
{
    /// <summary>With a code of the registry, what failed, and what to do about it.</summary>
    public VariableException(string code, string message, string? advice = null)
        : base(message)
    {
        Code = code;
        Advice = advice;
    }

    /// <summary>With a sentence.</summary>
    public VariableException(string message)
        : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public VariableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Without a sentence.</summary>
    public VariableException()
    {
    }

    /// <summary>The code, as <see cref="Protocol.Api.CodeRegistry"/> has it.</summary>
    public string Code { get; } = Protocol.Api.Codes.Internal;

    /// <summary>What to do, in words; null where the message says it.</summary>
    public string? Advice { get; }

    /// <summary>What was done, or may have been, before it failed, as a sentence; null where nothing changed.</summary>
    public string? Done { get; init; }

    /// <summary>The receipt of the group's refusal, or null when nothing was executed.</summary>
    public VerifiedReceipt? Receipt { get; init; }

    /// <summary>What is known of a request without a receipt: not accepted, or unknown. Sending the same bytes again cannot execute them twice.</summary>
    public SubmitOutcome? Outcome { get; init; }

    /// <summary>The variable whose record does not open, with <see cref="Protocol.Api.Codes.CorruptRecord"/> found here.</summary>
    public string? Variable { get; init; }

    /// <summary>What could not be read, with <see cref="Read"/>.</summary>
    public string? Subject { get; init; }

    /// <summary>The read that failed, with evidence where it found some.</summary>
    public ReadOutcome<RegisterRead>? Read { get; init; }
}

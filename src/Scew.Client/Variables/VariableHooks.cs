using Scew.Client.Submission;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>What a caller may want to see on the way. Nothing that it gets holds a key or a plaintext of a variable.</summary>
public sealed record VariableHooks
{
    /// <summary>Before a request goes out for the first time: whoever is interrupted now has to ask for its outcome.</summary>
    public Action<SignedRequest>? Sending { get; init; }

    /// <summary>What came of it.</summary>
    public Action<SubmitOutcome>? Sent { get; init; }

    /// <summary>A line for people.</summary>
    public Action<string>? Progress { get; init; }
}

using Scew.Client.Submission;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>What a caller may want to see on the way. Nothing that it gets holds a key or a plaintext of a variable.</summary>
public sealed record VariableHooks
{
    /// <summary>Before a request is signed, with all that would be: whoever throws here ends it, and nothing was signed, kept or sent.</summary>
    public Action<RequestPayload>? Signing { get; init; }

    /// <summary>Before a request goes out for the first time: whoever is interrupted now has to ask for its outcome.</summary>
    public Action<SignedRequest>? Sending { get; init; }

    /// <summary>What came of it.</summary>
    public Action<SubmitOutcome>? Sent { get; init; }

    /// <summary>How far what was sent is, as merchants say.</summary>
    public IProgress<SubmitSight>? Sight { get; init; }

    /// <summary>A line for people.</summary>
    public Action<string>? Progress { get; init; }
}

namespace Scew.Protocol.Api;

/// <summary>
/// RFC 9457 <c>application/problem+json</c> with the registry's code. <paramref name="RetryAfterMs"/> stands beside the header of that meaning; <paramref name="RequestId"/>
/// is set when the problem is about one request.
/// </summary>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Code, bool Retryable, string? RequestId = null, long? RetryAfterMs = null)
{
    /// <summary>The media type.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem with the registry's status and title.</summary>
    public static Problem Of(string code, string? detail = null, string? requestId = null, long? retryAfterMs = null)
    {
        var entry = CodeRegistry.Get(code);
        return new Problem("urn:scew:code:" + entry.Name, entry.Sentence, entry.HttpStatus, detail ?? entry.Sentence, entry.Name, entry.Retryable, requestId, retryAfterMs);
    }
}

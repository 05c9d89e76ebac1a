using System.Globalization;
using System.Text.Json;
using Scew.Protocol.Api;

namespace Scew.Silo.Http;

/// <summary>Problem answers from the one registry of codes.</summary>
internal static class Problems
{
    /// <summary>A problem with the registry's status; <paramref name="retryMs"/> above 0 says when to try again.</summary>
    public static IResult Of(string code, string detail, long retryMs = 0) => new ProblemResult(Problem.Of(code, detail, null, retryMs > 0 ? retryMs : null));

    /// <summary>A problem for a status that the framework answered without a body.</summary>
    public static IResult OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => Of(Codes.NotFound, "there is nothing at that path; /openapi/v1.json lists the paths"),
        StatusCodes.Status405MethodNotAllowed => Of(Codes.MethodNotAllowed, "that path does not take this method; /openapi/v1.json lists the methods"),
        StatusCodes.Status413PayloadTooLarge => Of(Codes.TooLarge, "the body is too large"),
        StatusCodes.Status415UnsupportedMediaType => Of(Codes.UnsupportedMedia, $"a request is sent as {MediaTypes.Request}, a machine's text to be checked as {MediaTypes.Machine}"),
        >= 500 => Of(Codes.Internal, "this merchant failed; send the same bytes to another one"),
        _ => Of(Codes.Malformed, "a parameter of the path or the query, or the body, is not of its type"),
    };

    private sealed class ProblemResult(Problem problem) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (problem.RetryAfterMs is { } retryMs)
            {
                httpContext.Response.Headers.RetryAfter = ((retryMs + 999) / 1000).ToString(CultureInfo.InvariantCulture);
            }
            var json = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem);
            return new BytesResult(json, problem.Status, Problem.MediaType).ExecuteAsync(httpContext);
        }
    }
}

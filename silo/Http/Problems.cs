using System.Globalization;
using System.Text.Json;
using Scew.Protocol.Api;

namespace Scew.Silo.Http;

/// <summary>Problem answers from the one registry of codes.</summary>
internal static class Problems
{
    /// <summary>A problem with the registry's status; <paramref name="retryMs"/> above 0 says when to try again.</summary>
    public static IResult Of(string code, string detail, long retryMs = 0) => new ProblemResult(Problem.Of(code, detail, null, retryMs > 0 ? retryMs : null));

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

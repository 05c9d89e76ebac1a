namespace Scew.Silo.Http;

/// <summary>Writes bytes that are JSON already.</summary>
internal sealed class BytesResult(byte[] json, int status = StatusCodes.Status200OK, string contentType = "application/json") : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json, httpContext.RequestAborted);
    }
}

using Scew.Protocol.Api;

namespace Scew.Silo.Http;

/// <summary>Answers the page's files. Browsers ask again each time (<c>no-cache</c>) and mostly hear 304.</summary>
internal sealed class PageServer(PageFiles files)
{
    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        if (files.Find(http.Request.Path.Value ?? "") is not { } file)
        {
            await next();
        }
        else if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
        {
            await AnswerAsync(http, file);
        }
        else
        {
            await Problems.Of(Codes.MethodNotAllowed, "that is a file of the page: it can only be fetched").ExecuteAsync(http);
        }
    }

    private static async Task AnswerAsync(HttpContext http, PageFile file)
    {
        var response = http.Response;
        var (encoding, pack) = !file.IsPackable ? default : EncodingOf(file, http.Request.Headers.AcceptEncoding.ToString());
        var tag = encoding is null ? $"\"{file.Hash}\"" : $"\"{file.Hash}-{encoding}\"";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = tag;
        response.Headers.Append("Vary", "Accept-Encoding");
        if (IsKnown(http.Request.Headers.IfNoneMatch.ToString(), tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var body = pack?.Invoke() ?? file.Bytes;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }
        response.ContentType = file.ContentType;
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body, http.RequestAborted);
        }
    }

    // A browser names brotli on a secure connection only.
    private static (string? Encoding, Func<byte[]>? Pack) EncodingOf(PageFile file, string accepted) =>
        Takes(accepted, "br") ? ("br", () => file.Brotli) : Takes(accepted, "gzip") ? ("gzip", () => file.Gzip) : default;

    private static bool Takes(string accepted, string encoding) => Parts(accepted).Any(part =>
        part.Split(';', StringSplitOptions.TrimEntries) is [var name, .. var quality]
        && name.Equals(encoding, StringComparison.OrdinalIgnoreCase) && !quality.Any(static one => one is "q=0" or "q=0.0" or "q=0.00" or "q=0.000"));

    // The bytes of a tag are told apart by the hash alone, so a weak comparison is as good as a strong one.
    private static bool IsKnown(string known, string tag) => Parts(known).Any(part => part == "*" || part == tag || part == "W/" + tag);

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

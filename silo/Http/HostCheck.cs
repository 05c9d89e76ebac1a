using Scew.Protocol.Api;

namespace Scew.Silo.Http;

/// <summary>
/// Refuses requests whose Host is not this silo's (a page of another site that rebinds its name to this address), those from pages of other sites, and bodies of a kind that
/// a browser sends for any page without asking first.
/// </summary>
internal sealed class HostCheck(HostNames hosts, Origins origins)
{
    private static readonly string[] Unasked = ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];

    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        if (!hosts.Contains(http.Request.Host.Value ?? string.Empty))
        {
            await Problems.Of(Codes.WrongHost, "this silo does not answer under that host name").ExecuteAsync(http);
        }
        else if (!origins.MayAsk(http))
        {
            await Problems.Of(Codes.NotPermitted, "requests from pages of another site are refused").ExecuteAsync(http);
        }
        else if (HttpMethods.IsPost(http.Request.Method) && IsUnasked(http.Request.ContentType))
        {
            await Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType).ExecuteAsync(http);
        }
        else if (!Origins.AnswersPreflight(http))
        {
            await next();
        }
    }

    private static bool IsUnasked(string? contentType) =>
        Unasked.Contains((contentType ?? "").Split(';', 2)[0].Trim(), StringComparer.OrdinalIgnoreCase);
}

using Scew.Protocol.Groups;

namespace Scew.Silo.Http;

/// <summary>
/// Headers of every answer, refusals too: what a browser must not do with it. The policy of content is one line for the page and the API: nothing but the page's own files
/// runs, nothing but the group's members is asked, and no text becomes code or markup.
/// </summary>
internal sealed class SecurityHeaders
{
    // What the page never uses is off even if its code were changed on the way; it copies text, so writing to the clipboard is not listed.
    private const string Permissions =
        "accelerometer=(), ambient-light-sensor=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), "
        + "fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), "
        + "microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), "
        + "serial=(), storage-access=(), usb=(), web-share=(), window-management=(), xr-spatial-tracking=()";

    private readonly string _policy;

    public SecurityHeaders(GenesisDocument genesis)
    {
        var members = string.Join(' ', genesis.Merchants.Select(merchant => Origins.Of(new Uri(merchant.Url))).Distinct(StringComparer.Ordinal));
        _policy =
            $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {members}; manifest-src 'self'; "
            + "require-trusted-types-for 'script'; trusted-types worker; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    }

    public Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = Permissions;
        // The page sets its own.
        headers.CacheControl = "no-store";
        return next();
    }
}

using Microsoft.Playwright;

namespace Scew.WebTests;

/// <summary>
/// What <c>http://localhost/</c> answers in tests of modules, without a server: the files of <c>silo/wwwroot</c>, test vectors of the tree
/// (<c>/tests/.../*.json</c>), and the empty page <c>/blank</c>, all under the policy that a silo sends.
/// </summary>
internal static class ServedFiles
{
    public const string Origin = "http://localhost";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; " +
        "require-trusted-types-for 'script'; trusted-types worker; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly string Root = FindRoot();

    public static string Wwwroot { get; } = Path.Combine(Root, "silo", "wwwroot");

    public static Task AnswerAsync(IRoute route)
    {
        var url = new Uri(route.Request.Url);
        if (url.AbsolutePath is "/blank" or "/favicon.ico")
        {
            return FulfillAsync(route, "text/html; charset=utf-8", "<!doctype html><html lang=\"en\"><title>test</title></html>"u8.ToArray());
        }
        return Locate(url.AbsolutePath) is { } path
            ? FulfillAsync(route, ContentType(path), File.ReadAllBytes(path))
            : route.FulfillAsync(new RouteFulfillOptions { Status = 404, Body = "no such file" });
    }

    /// <summary>Answers with the headers of a silo.</summary>
    public static Task FulfillAsync(IRoute route, string type, byte[] body) => route.FulfillAsync(new RouteFulfillOptions
    {
        Status = 200,
        ContentType = type,
        BodyBytes = body,
        Headers = new Dictionary<string, string> { ["Content-Type"] = type, ["Content-Security-Policy"] = Policy, ["X-Content-Type-Options"] = "nosniff" },
    });

    private static string? Locate(string urlPath)
    {
        var relative = urlPath == "/" ? "index.html" : urlPath[1..];
        var isVector = relative.StartsWith("tests/", StringComparison.Ordinal) && relative.EndsWith(".json", StringComparison.Ordinal);
        var folder = isVector ? Root : Wwwroot;
        var path = Path.GetFullPath(Path.Combine(folder, relative));
        return path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }

    public static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".html" => "text/html; charset=utf-8",
        ".json" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        _ => "application/octet-stream",
    };

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Scew.sln")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("Scew.sln is not above " + AppContext.BaseDirectory);
    }
}

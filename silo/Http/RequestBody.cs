using Scew.Protocol.Requests;

namespace Scew.Silo.Http;

/// <summary>Reads the body of a request without ever holding more than a request may have.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The bytes; null when they are more than a request may have. A body that breaks off or is not framed as HTTP frames bodies is an empty one: no request, and
    /// nothing that deserves a stack trace in the log.
    /// </summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        try
        {
            return await ReadBoundedAsync(http);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static async Task<byte[]?> ReadBoundedAsync(HttpContext http)
    {
        if (http.Request.ContentLength is { } length)
        {
            if (length > RequestLimits.MaxWireBytes)
            {
                return null;
            }
            var exact = new byte[length];
            await http.Request.Body.ReadExactlyAsync(exact, http.RequestAborted);
            return exact;
        }
        using var buffer = new MemoryStream();
        var piece = new byte[4096];
        int read;
        while ((read = await http.Request.Body.ReadAsync(piece, http.RequestAborted)) > 0)
        {
            if (buffer.Length + read > RequestLimits.MaxWireBytes)
            {
                return null;
            }
            buffer.Write(piece, 0, read);
        }
        return buffer.ToArray();
    }
}

using Orleans.Runtime;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>
/// A row that is not what was written, found while a customer asked: the customer is told to ask elsewhere, never shown the row, and the replica stops before it signs anything
/// that rests on this database. Where the grains do not answer, because the machine is overloaded or the silo ends, the customer is sent elsewhere too.
/// </summary>
internal sealed class StoreGuard(ISiloStop stop)
{
    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (StoreException e)
        {
            stop.Stop(e);
            if (http.Response.HasStarted)
            {
                http.Abort();
                return;
            }
            await Problems.Of(Codes.Unavailable, "this merchant's storage failed, so it stops; ask another one with the same bytes", 1000).ExecuteAsync(http);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException && !http.Response.HasStarted)
        {
            await Problems.Of(Codes.Unavailable, "this merchant does not answer in time; ask another one with the same bytes", 1000).ExecuteAsync(http);
        }
    }
}

using System.Collections.Immutable;
using Scew.Consensus;
using Scew.Protocol.Requests;

namespace Scew.Grains;

/// <summary>Checks requests' signatures on the thread pool, each request once in this process.</summary>
public sealed class RequestCheck(MerchantContext merchant, RequestBook book)
{
    /// <summary>Fewer than this are not worth a second thread.</summary>
    private const int WorthAThread = 4;

    /// <summary>The requests of these bodies that are valid, in order; those checked before cost only their parsing.</summary>
    public async Task<ImmutableArray<SignedRequest>> ManyAsync(ImmutableArray<byte[]> bodies)
    {
        var requests = new SignedRequest?[bodies.Length];
        if (bodies.Length < WorthAThread)
        {
            for (var i = 0; i < bodies.Length; i++)
            {
                requests[i] = One(bodies[i]).Request;
            }
        }
        else
        {
            await Task.Run(() => Parallel.For(0, bodies.Length, i => requests[i] = One(bodies[i]).Request));
        }
        return [.. requests.Where(request => request is not null)!];
    }

    /// <summary>Shape, then signatures unless the book already has the id: its bytes verified, and later bytes for that id are dropped.</summary>
    public ParsedRequest One(ReadOnlyMemory<byte> wire)
    {
        var shape = RequestParser.Shape(wire, merchant.Group.Genesis);
        if (shape.Request is not { } unverified)
        {
            return new ParsedRequest(shape.Fault, null);
        }
        return book.TryGet(unverified.Id, out var known)
            ? new ParsedRequest(RequestFault.None, known)
            : RequestParser.Verify(unverified, merchant.Accounts);
    }

    /// <summary>What the ordering protocol knows of a request.</summary>
    public static RequestMeta Meta(SignedRequest request, int broughtBy) => new(
        request.Id, request.Payload.Submitter, broughtBy, request.Payload.ValidUntilMs, request.Payload.By.Length > 1, request.Wire.Length, request.Cost)
    {
        NewRegisters = NewRegisters(request.Payload.Operation),
    };

    private static int NewRegisters(Operation operation) => operation switch
    {
        CreateWallet or AssetCreate or MachineDeploy or CreateVariable or KeyCreate or PublishKey or GroupPropose => 1,
        Transaction transaction => transaction.Operations.Sum(NewRegisters),
        _ => 0,
    };
}

using Orleans;

namespace Scew.Grains;

/// <summary>What became of a submission: the request's id when it was taken, else a code of the registry and a sentence.</summary>
[GenerateSerializer]
[Immutable]
[Alias("Scew.Admission")]
public sealed record Admission([property: Id(0)] byte[]? RequestId, [property: Id(1)] string Code, [property: Id(2)] string Message, [property: Id(3)] bool Executed = false);

/// <summary>Checks customers' requests and brings them to the replica: a stateless pool, key <c>ingress/main</c>.</summary>
[Alias("Scew.IIngressGrain")]
public interface IIngressGrain : IGrainWithStringKey
{
    /// <summary>Takes the wire bytes of one request.</summary>
    [Alias("SubmitAsync")]
    Task<Admission> SubmitAsync([Immutable] byte[] wire);
}

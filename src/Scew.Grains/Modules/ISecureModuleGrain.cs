using Orleans;

namespace Scew.Grains;

/// <summary>
/// Answers what the ledger asks about encrypted integers: a stateless pool for each key of 0 to <see cref="ModuleClient.Pools"/> - 1. Calls and answers are bytes of
/// <see cref="ModuleBatch"/>.
/// </summary>
[Alias("Scew.ISecureModuleGrain")]
public interface ISecureModuleGrain : IGrainWithIntegerKey
{
    /// <summary>The answers of a batch of calls, each a function of its call. Whatever is thrown is no answer, and the same question may be asked again.</summary>
    [Alias("AnswerAsync")]
    Task<byte[]> AnswerAsync([Immutable] byte[] calls);
}

using Orleans;
using Orleans.Concurrency;

namespace Scew.Grains;

/// <summary>The secure module: everything is <see cref="ModuleHost"/>'s, off the turn. It holds nothing, so any number of them give the same answers.</summary>
[GrainType("secure-module")]
[StatelessWorker]
public sealed partial class SecureModuleGrain(ModuleHost host) : Grain, ISecureModuleGrain
{
    /// <inheritdoc/>
    public Task<byte[]> AnswerAsync(byte[] calls) => Task.Run(() => host.AnswerAsync(calls));
}

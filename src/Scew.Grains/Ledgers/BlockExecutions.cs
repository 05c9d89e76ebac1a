using Scew.Ledger;
using Scew.Protocol.Ordering;

namespace Scew.Grains;

/// <summary>Begins the execution of blocks: what each works with.</summary>
public sealed class BlockExecutions(BlockDesk blocks, AssetCalls assets, ModuleClient modules, ModuleOptions options, TimeProvider time)
{
    internal AssetCalls Assets => assets;

    internal ModuleClient Modules => modules;

    internal TimeProvider Time => time;

    internal TimeSpan Turn => options.Turn;

    internal async Task<BlockExecution> BeginAsync(LedgerState state, Block block)
    {
        var input = new BlockInput(block.Header.Height, block.Hash, block.Header.TimeMs, block.Header.Epoch, await blocks.RequestsAsync(block));
        return new BlockExecution(input, state.Begin(input), this);
    }
}

using System.Collections.Immutable;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// Finds the steps of a block that may be worked out before it runs: the first of each asset, where nothing before it is known to touch that asset. An earlier request that
/// turns out to touch it, by a call, only makes the work useless.
/// </summary>
internal sealed class AheadPlanner(BlockScope scope)
{
    /// <summary>Fewer operations are done sooner than handed out.</summary>
    private const long WorthOperations = 20_000;

    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);
    private readonly List<StepAhead> _steps = [];

    /// <summary>None where it is not worth it.</summary>
    public ImmutableArray<StepAhead> Plan(IEnumerable<LedgerTimer> due, IEnumerable<SignedRequest> requests)
    {
        foreach (var timer in due)
        {
            _touched.Add(timer.AssetId);
        }
        foreach (var request in requests)
        {
            Add(request.Payload.Operation, Authority.Of(request.Payload));
        }
        return _steps.Count > 1 && _steps.Sum(static step => (long)step.Cost) >= WorthOperations ? [.. _steps] : [];
    }

    private void Add(Operation operation, Authority enclosing)
    {
        if (!enclosing.TryNarrow(operation, out var authority))
        {
            return;
        }
        switch (operation)
        {
            case Transaction transaction:
                foreach (var part in transaction.Operations)
                {
                    Add(part, authority);
                }
                break;
            case AssetTransition transition when _touched.Add(transition.Id):
                if (scope.Register(RegisterKind.Asset, transition.Id).Content is RegisterContent.Asset asset && scope.Machine(asset.Machine) is { } machine)
                {
                    var context = AssetOperations.Context(scope, transition.Id, authority);
                    _steps.Add(new StepAhead(machine, asset.State, transition.Transition, scope.Memo.Input(transition), context));
                }
                break;
            case AssetMigrate migrate:
                _touched.Add(migrate.Id);
                break;
            default:
                break;
        }
    }
}

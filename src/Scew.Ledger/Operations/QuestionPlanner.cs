using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// Finds the questions to secure modules that are certain before a request runs: those of operations whose variables nothing before them, in this block or in their own request, may write.
/// Machines reach no variable and a registered key never changes, so what may write is plain from the operations. Each operation's cost pays for its questions, whether it comes to run or not,
/// so nothing is worked out that nobody paid for, however a request ends.
/// </summary>
internal sealed class QuestionPlanner(BlockScope scope)
{
    private readonly HashSet<RegisterKey> _written = [];

    /// <summary>Wants what is certain in the request of this place in the block; requests come in the block's order.</summary>
    public void Plan(SignedRequest request, int place) => Plan(request.Payload.Operation, Authority.Of(request.Payload), Place.Of(request.Payload, scope.Parameters.ModulesEpoch), place);

    private void Plan(Operation operation, Authority enclosing, Place place, int request)
    {
        if (!enclosing.TryNarrow(operation, out var authority))
        {
            return;
        }
        switch (operation)
        {
            case Transaction transaction:
                for (var i = 0; i < transaction.Operations.Length; i++)
                {
                    Plan(transaction.Operations[i], authority, place.Part(i), request);
                }
                break;
            case ConditionalUpdate conditional:
                Plan(conditional.Condition, authority, place.Condition(), request);
                for (var i = 0; i < conditional.Updates.Length; i++)
                {
                    Plan(conditional.Updates[i], authority, place.Update(i), request);
                }
                break;
            case VariableOperation or KeyCreate:
                if (!VariableKeys.Of(operation).Any(_written.Contains) && VariableRunner.Prepare(scope, operation, authority, place) is { Refusal: null } work)
                {
                    scope.Modules.Want(work, request);
                }
                if (VariableKeys.Written(operation) is { } written)
                {
                    _written.Add(written);
                }
                break;
            default:
                break;
        }
    }
}

using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>
/// A state transfer put an attested state in place of executing the blocks up to it. At least f+1 members attest it, so a correct one saw its block final: it is this
/// replica's final and executed block from now on. Certified it is once n-f attest it. Own votes of views above it stay; nothing goes backwards.
/// </summary>
public sealed partial class Replica
{
    private Certificate? _headBefore;
    private long _installedHeight;

    /// <summary>
    /// False while this replica holds a final block without any certificate that proves its height, after a state transfer: it must not answer linearizable reads then,
    /// because what it proves may lie below what it voted for.
    /// </summary>
    public bool HeadIsProven => (ProvenHead?.Statement.Height ?? _group.Start.Height) >= _final.Height;

    private void OnStateInstalled(StateInstalled installed)
    {
        var place = installed.Final;
        if (place.Height <= _executed)
        {
            return;
        }
        _installedHeight = place.Height;
        SetNextDue(installed.NextDueMs);
        SetLastHeight(installed.LastHeight);
        foreach (var id in installed.Executed)
        {
            if (_pool.Find(id) is { } entry)
            {
                _pool.Remove(entry);
            }
        }
        if (place.Height <= _final.Height)
        {
            PassExecution(place);
        }
        else
        {
            Restart(installed);
        }
        _certified = installed.Vouchers.IsEmpty ? place.Height : place.Height - 1;
        foreach (var height in _attested.Keys.TakeWhile(height => height <= _certified).ToArray())
        {
            _attested.Remove(height);
        }
        if (installed.Vouchers.IsEmpty)
        {
            // n-f members attest it, and every leaf was compared.
            _verified = Math.Max(_verified, place.Height);
        }
        else
        {
            Invariant.Require(
                (installed.Vouchers.Length > _group.MaxFaulty || installed.Vouchers[0].State == _group.StartState) && installed.Vouchers.All(one => one.State.Height == place.Height && one.State.Block == place.Hash && one.State == installed.Vouchers[0].State),
                "an installed state is vouched for");
            Vouch(installed.Vouchers);
            AttestWhatIsLeft();
        }
        AdvanceCertified();
        _changed = true;
    }

    /// <summary>Blocks became final beyond the installed state while it was fetched: execution goes on above it.</summary>
    private void PassExecution(BlockRef place)
    {
        var passed = new Stack<BlockNode>();
        for (var node = _final; node.Height > _executed; node = _tree.ParentOf(node)!)
        {
            if (node.Height == place.Height && node.Hash != place.Hash)
            {
                Halt("an installed state contradicts the final chain");
                return;
            }
            if (node.Height <= place.Height)
            {
                passed.Push(node);
            }
            if (node.Height == _executed + 1)
            {
                break;
            }
        }
        _executed = place.Height;
        foreach (var node in passed)
        {
            ForgetExecuted(node);
        }
    }

    /// <summary>The tree stands on the installed block alone, with the blocks of later views that are known already.</summary>
    private void Restart(StateInstalled installed)
    {
        var place = installed.Final;
        _headBefore = ProvenHead;
        BlockNode[] kept = [.. _views.Where(view => view.Key > place.View).SelectMany(view => view.Value.Blocks).Where(node => node.Height > place.Height)];
        foreach (var (view, state) in _views)
        {
            // The block of the place itself can be among them: forgetting its view must not take the new root out of the tree.
            state.Blocks.RemoveAll(node => view <= place.View || node.Height <= place.Height);
        }
        _tree.Clear();
        _final = _tree.AddRoot(place, installed.TimeMs);
        _final.Certificate = installed.Finalization;
        _executed = place.Height;
        _executedNodes.Clear();
        _executedNodes.Enqueue(_final);
        _timeouts.FallBack();
        ForgetViews([]);
        _checking = 0;
        foreach (var node in kept)
        {
            node.Parent = null;
            _tree.Add(node);
            _checking += node.Body == BodyState.Checking ? 1 : 0;
        }
        _endUnknown.RemoveWhere(until => until <= _final.TimeMs);
        _scannedParent = null;
        _chainTop = null;
        _chainAttempt = 0;
        _chainDeadline = long.MaxValue;
        EnterView(_final.View + 1);
    }
}

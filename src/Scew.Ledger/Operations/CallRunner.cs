using System.Collections.Immutable;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>
/// One step of an asset and all that it leads to, or a refusal, after which the caller takes everything back. A called asset is called by the account of the asset that calls. The
/// signers' rights reach only what the request allows: a wallet up to an amount, an asset up to what its machine says that it takes.
/// </summary>
internal sealed class CallRunner
{
    /// <summary>How deep assets call each other.</summary>
    private const int MaxDepth = 4;

    /// <summary>Most bytes that one call brings, as a register holds values.</summary>
    private const int MaxInputBytes = 16 * 1024;

    /// <summary>So many bytes of a register are read, proved and written in the time of one operation.</summary>
    private const int BytesPerOperation = 8;

    /// <summary>Most bytes of all events of one request's step.</summary>
    private const int MaxEventBytes = 16 * 1024;

    private readonly BlockScope _scope;
    private readonly Authority _authority;
    private readonly Dictionary<(string Id, bool OfWallet), long> _left = [];
    private readonly List<string> _calling = [];
    private readonly List<(string AssetId, MachineEvent Event)> _events = [];
    private readonly List<CalledStep> _called = [];
    private int _calls;
    private int _eventBytes;

    public CallRunner(BlockScope scope, Authority authority, ImmutableArray<Allowance> allow, int calls)
    {
        _scope = scope;
        _authority = authority;
        _calls = calls;
        foreach (var allowance in allow)
        {
            _left[(allowance.Id, allowance.OfWallet)] = allowance.Most;
        }
    }

    /// <summary>What the steps told, in order.</summary>
    public IReadOnlyList<(string AssetId, MachineEvent Event)> Events => _events;

    /// <summary>The steps of other assets that the step led to, in order.</summary>
    public IReadOnlyList<CalledStep> Called => _called;

    /// <summary>Operations that the steps took at most, those of reading and writing their registers included.</summary>
    public long Operations { get; private set; }

    /// <summary>What one step takes at most.</summary>
    public static long OperationsOf(WorkingRegister register, Machine machine, string transition) =>
        (machine.Find(transition)?.Cost ?? 0) + ((register.Before?.Value.Length ?? 0) / BytesPerOperation);

    /// <summary>Takes a step and follows its calls.</summary>
    public Refusal? Step(WorkingRegister register, Machine machine, MachineState? state, string transition, MachineValues input, MachineContext context) =>
        Step(register, machine, state, transition, input, context, isCalled: false);

    /// <summary>Follows the calls of a step that was taken.</summary>
    public Refusal? Run(string assetId, ImmutableArray<MachineCall> calls)
    {
        _calling.Add(assetId);
        foreach (var call in calls)
        {
            if (--_calls < 0)
            {
                return new Refusal(
                    Codes.TooManyCalls, $"the step leads to more calls and payments than the request pays for; at most {RequestLimits.MaxCalls} fit one request",
                    RefusalDetail.Text("id", assetId));
            }
            var refusal = call switch
            {
                MachineCall.Payment payment => Pay(assetId, payment),
                MachineCall.Asset asset => Call(assetId, asset),
                _ => throw new InvariantException("a call of an unknown kind"),
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }
        _calling.RemoveAt(_calling.Count - 1);
        return null;
    }

    private Refusal? Step(
        WorkingRegister register, Machine machine, MachineState? state, string transition, MachineValues input, MachineContext context, bool isCalled)
    {
        var id = register.Key.Id;
        Operations += OperationsOf(register, machine, transition);
        var result = _scope.Memo.Step(machine, state, transition, input, context);
        if (result is StepResult.Refused refused)
        {
            return StepRefusal.Of(id, machine, refused.Refusal, context);
        }
        var next = (StepResult.Next)result;
        if (isCalled && next.Takes > 0 && !Spend(id, false, next.Takes))
        {
            return NotAllowed(id, false, next.Takes);
        }
        var after = _scope.Registers.Write(register, new ChangeCause.MachineStep(machine.Name, transition, input, context));
        if (_calling.Count > 0)
        {
            _called.Add(new CalledStep(id, transition, after.Version));
        }
        foreach (var happened in next.Events)
        {
            _events.Add((id, happened));
            _eventBytes += happened.Values.Encode().Length;
            if (_eventBytes > MaxEventBytes)
            {
                return new Refusal(Codes.TooLarge, $"the events of a step tell at most {MaxEventBytes} bytes", RefusalDetail.Text("id", id));
            }
        }
        return next.Calls.IsEmpty ? null : Run(id, next.Calls);
    }

    private Refusal? Call(string callerId, MachineCall.Asset call)
    {
        if (_calling.Contains(call.Id) || _calling.Count >= MaxDepth)
        {
            return new Refusal(
                Codes.BadOperation, _calling.Contains(call.Id) ? $"'{call.Id}' is called while it calls" : $"assets call each other at most {MaxDepth} deep",
                RefusalDetail.Text("id", call.Id));
        }
        var inputBytes = call.Input.Encode().Length;
        if (inputBytes > MaxInputBytes)
        {
            return new Refusal(
                Codes.TooLarge, $"a call brings at most {MaxInputBytes} bytes of inputs", RefusalDetail.Text("id", call.Id), RefusalDetail.Amount("bytes", inputBytes));
        }
        var register = _scope.Register(RegisterKind.Asset, call.Id);
        if (register.Content is not RegisterContent.Asset asset)
        {
            return AssetOperations.UnknownAsset(call.Id);
        }
        if (_scope.Machine(asset.Machine) is not { } machine)
        {
            return AssetOperations.UnknownMachine(asset.Machine);
        }
        var caller = AssetActor.Account(_scope.Parameters.Genesis, callerId);
        var signers = _left.ContainsKey((call.Id, false)) ? _authority.Rights : [];
        var context = new MachineContext(caller, signers, _scope.Block.TimeMs, _scope.Block.Height, call.Id, _scope.Parameters.Genesis)
        {
            Members = _scope.Parameters.Members,
            CallerMachine = _scope.Register(RegisterKind.Asset, callerId).Content is RegisterContent.Asset calling ? calling.Machine : string.Empty,
        };
        return Step(register, machine, asset.State, call.Transition, call.Input, context, isCalled: !signers.IsEmpty);
    }

    /// <summary>Out of the asset's own purse, or out of a wallet whose owner signed and allows it.</summary>
    private Refusal? Pay(string assetId, MachineCall.Payment payment)
    {
        if (string.Equals(payment.From, payment.To, StringComparison.Ordinal))
        {
            return new Refusal(Codes.SameWallet, "a payment moves between two wallets", RefusalDetail.Text("id", payment.From));
        }
        var self = AssetActor.Account(_scope.Parameters.Genesis, assetId);
        var purse = AssetActor.Purse(_scope.Parameters.Genesis, assetId);
        if (_scope.Wallet(payment.From) is not { } payer)
        {
            return BlockScope.UnknownWallet(payment.From);
        }
        if (payer.Owner != self)
        {
            if (!_authority.Has(payer.Owner))
            {
                return BlockScope.NotOwner(payment.From, payer.Owner);
            }
            if (!Spend(payment.From, true, payment.Amount))
            {
                return NotAllowed(payment.From, true, payment.Amount);
            }
        }
        var payee = _scope.Wallet(payment.To);
        if (payee is null && string.Equals(payment.To, purse, StringComparison.Ordinal))
        {
            payee = _scope.Write(purse, new ChangeCause.WalletOpened(self, null, 0));
        }
        if (payee is null)
        {
            return BlockScope.UnknownWallet(payment.To);
        }
        if (string.Equals(payment.To, purse, StringComparison.Ordinal) && payee.Owner != self)
        {
            return BlockScope.NotOwner(payment.To, payee.Owner);
        }
        if (payer.Value.Balance < payment.Amount)
        {
            return TransferOperations.Insufficient(payment.From, payer.Value.Balance, payment.Amount);
        }
        if (payee.Value.Balance > long.MaxValue - payment.Amount)
        {
            return TransferOperations.Overflow(payment.To, payee.Value.Balance, payment.Amount);
        }
        _scope.Write(payment.From, new ChangeCause.WalletPaid([payer.Owner], payment.Amount));
        _scope.Write(payment.To, new ChangeCause.WalletReceived(payment.Amount));
        return null;
    }

    private bool Spend(string id, bool ofWallet, long amount)
    {
        if (!_left.TryGetValue((id, ofWallet), out var left) || left < amount)
        {
            return false;
        }
        _left[(id, ofWallet)] = left - amount;
        return true;
    }

    private Refusal NotAllowed(string id, bool ofWallet, long amount)
    {
        var left = _left.GetValueOrDefault((id, ofWallet));
        return new Refusal(
            Codes.NotAllowed, $"the step takes {amount} from '{id}', and the request allows {left}",
            RefusalDetail.Amount("allowed", left), RefusalDetail.Amount("amount", amount), RefusalDetail.Text("id", id));
    }
}

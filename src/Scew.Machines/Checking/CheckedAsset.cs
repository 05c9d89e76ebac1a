using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Machines.Checking;

/// <summary>
/// An asset as a check follows it: its state, the block's time and height of its last step, and what is in its purse. Calls to other assets and payments from other wallets are taken to succeed.
/// </summary>
internal sealed record CheckedAsset(MachineState State, long NowMs, long Height, long Purse)
{
    /// <summary>Time takes a transition that is not armed, not due, or not the next.</summary>
    public const string NotDue = "not-due";

    /// <summary>Time would have taken another transition before.</summary>
    public const string TimeIsFirst = "time-is-first";

    /// <summary>The line is earlier than the one before.</summary>
    public const string TimeGoesBack = "time-goes-back";

    /// <summary>When the next timer is due.</summary>
    public long? NextDueMs => State.Timers.IsEmpty ? null : State.Timers.Items.Values.Min();

    /// <summary>Before creation.</summary>
    public static CheckedAsset Begin(Machine machine) =>
        new(new MachineState(machine.States[0], default, MachineValues.Empty), CheckCast.BeginMs, 0, 0);

    /// <summary>Takes a step as the ledger would: due timers come before requests, and money that is not there refuses the step.</summary>
    public TakenStep Take(Machine machine, ScriptStep step)
    {
        if (step.NowMs < NowMs || step.Height < Height)
        {
            return Refused(TimeGoesBack, "a block is not earlier than the one before");
        }
        var context = new MachineContext(step.Caller ?? State.Owner, step.CoSigners, step.NowMs, step.Height, CheckCast.AssetId, default)
        {
            Members = CheckCast.Members,
            CallerMachine = step.CallerMachine == ScriptStep.ThisMachine ? machine.Name : step.CallerMachine,
        };
        if (step.Older is { } older)
        {
            return Move(machine, step, older, context);
        }
        if (step.Caller is null)
        {
            return Fire(machine, step, context);
        }
        if (NextDueMs <= step.NowMs)
        {
            return Refused(TimeIsFirst, "a timer is due, and takes its step before requests run");
        }
        var result = State.Name == machine.States[0] && step.Transition == machine.Creating.Name
            ? machine.Create(step.Inputs, context)
            : machine.Step(State, step.Transition, step.Inputs, context);
        return result switch
        {
            StepResult.Next next => Pay(next.Calls, out var purse) is { } refusal
                ? refusal
                : new TakenStep(new CheckedAsset(next.State, step.NowMs, step.Height, purse), Codes.Ok, string.Empty) { CallsAssets = CallsAssets(next.Calls) },
            StepResult.Refused refused => Refused(refused.Refusal.Code, refused.Refusal.Message),
            _ => throw new InvariantException("a step leads on or is refused"),
        };
    }

    /// <summary>The asset of an older machine moves here; nothing came before.</summary>
    private TakenStep Move(Machine machine, ScriptStep step, OlderAsset older, MachineContext context)
    {
        if (State.Name != machine.States[0])
        {
            return Refused(MachineRefusal.WrongState, "an asset moves here once, and nothing of its life here comes before");
        }
        if (machine.Migrations.FirstOrDefault(one => one.From == older.Machine) is not { } migration)
        {
            return Refused(Codes.BadOperation, $"the machine declares no way from '{older.Machine}', or that one's text is not at hand");
        }
        if (migration.Refuse(older.State) is { } reason)
        {
            return Refused(MachineRefusal.BadInput, reason);
        }
        if (!migration.MayLeave(older.State, context))
        {
            return Refused(Codes.NotAllowed, "the asset's machine does not let those who signed move it");
        }
        return machine.Migrate(older.State, migration, context) switch
        {
            StepResult.Next next => new TakenStep(new CheckedAsset(next.State, step.NowMs, step.Height, older.Purse), Codes.Ok, string.Empty),
            StepResult.Refused refused => Refused(refused.Refusal.Code, refused.Refusal.Message),
            _ => throw new InvariantException("a move leads on or is refused"),
        };
    }

    private TakenStep Fire(Machine machine, ScriptStep step, MachineContext context)
    {
        if (State.Timers.DueMs(step.Transition) is not { } due || due > step.NowMs || due != NextDueMs)
        {
            return Refused(NotDue, $"time does not take '{step.Transition}' now");
        }
        var fired = machine.Fire(State, step.Transition, context);
        // Refused or not, the timer is gone.
        var consumed = new CheckedAsset(Machine.Spend(State, step.Transition), step.NowMs, step.Height, Purse);
        if (fired.Refusal is { } refusal)
        {
            return new TakenStep(consumed, refusal.Code, refusal.Message);
        }
        return Pay(fired.Calls, out var purse) is { } unpaid
            ? unpaid with { Next = consumed }
            : new TakenStep(new CheckedAsset(fired.State, step.NowMs, step.Height, purse), Codes.Ok, string.Empty) { CallsAssets = CallsAssets(fired.Calls) };
    }

    private static bool CallsAssets(ImmutableArray<MachineCall> calls) => calls.Any(static one => one is MachineCall.Asset);

    private TakenStep? Pay(ImmutableArray<MachineCall> calls, out long purse)
    {
        purse = Purse;
        foreach (var call in calls)
        {
            if (call is not MachineCall.Payment payment)
            {
                continue;
            }
            if (payment.From == payment.To)
            {
                return Refused(Codes.SameWallet, "a payment moves between two wallets");
            }
            if (payment.From == CheckCast.Purse)
            {
                if (payment.Amount > purse)
                {
                    return Refused(Codes.InsufficientBalance, $"the step pays {payment.Amount} from the purse, and {purse} is in it");
                }
                purse -= payment.Amount;
            }
            if (payment.To == CheckCast.Purse)
            {
                if (payment.Amount > long.MaxValue - purse)
                {
                    return Refused(Codes.Overflow, "the purse would hold more than a wallet can");
                }
                purse += payment.Amount;
            }
        }
        return null;
    }

    private static TakenStep Refused(string code, string message) => new(null, code, message);
}

/// <summary>What a step came to. <paramref name="Next"/> is null where the asset stays as it was; it is not where time's step was refused: the timer is gone.</summary>
internal readonly record struct TakenStep(CheckedAsset? Next, string Code, string Message)
{
    /// <summary>The step asks other assets to take one.</summary>
    public bool CallsAssets { get; init; }

    public bool IsTaken => Code == Codes.Ok;

    public StepOutcome Outcome => IsTaken ? new StepOutcome(Next!.State.Name) : new StepOutcome(null, Code, Message);
}

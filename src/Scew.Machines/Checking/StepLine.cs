using System.Collections.Immutable;
using System.Globalization;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>One line of a step file, read and written. The height is left out where it is one more than before.</summary>
internal static class StepLine
{
    private const int MaxCoSigners = RequestLimits.MaxSigners - 1;

    public static string Format(ScriptStep step, ScriptStep? previous)
    {
        var height = step.Height == Usual(previous, step.IsAlternative) ? string.Empty : $" height {Number(step.Height)}";
        var who = step.Caller is { } caller ? "@" + CheckCast.NameOf(caller) : "time";
        var of = step.CallerMachine.Length == 0 ? string.Empty : " of " + (step.CallerMachine == ScriptStep.ThisMachine ? ScriptStep.ThisMachine : StepValueWriter.Quoted(step.CallerMachine));
        var with = step.CoSigners.IsEmpty ? string.Empty : " with " + string.Join(", ", step.CoSigners.Select(static one => "@" + CheckCast.NameOf(one)));
        var outcome = step.Expected.State ?? "refused " + step.Expected.Code + (step.Expected.Message is { } message ? " " + StepValueWriter.Quoted(message) : string.Empty);
        var what = step.Older is { } older ? "migrates " + Format(older, step.Caller) : $"takes {step.Transition}{Format(step.Inputs)}";
        return $"{(step.IsAlternative ? "or " : string.Empty)}at {StepValueWriter.Time(step.NowMs)}{height} {who}{of}{with} {what} -> {outcome}";
    }

    public static (ScriptStep? Step, string? Fault) Parse(string line, ScriptStep? previous)
    {
        var reader = new StepLineReader(line);
        var isAlternative = reader.TakeWord("or");
        reader.Expect("at");
        var now = reader.Time();
        var height = reader.TakeWord("height") ? reader.Count() : Usual(previous, isAlternative);
        Account? caller = null;
        var callerMachine = string.Empty;
        var coSigners = ImmutableArray.CreateBuilder<Account>();
        if (!reader.TakeWord("time"))
        {
            caller = reader.Account();
            if (reader.TakeWord("of"))
            {
                callerMachine = reader.TakeWord(ScriptStep.ThisMachine) ? ScriptStep.ThisMachine : reader.QuotedText();
            }
            if (reader.TakeWord("with"))
            {
                do
                {
                    coSigners.Add(reader.Account());
                }
                while (reader.TakeSymbol(','));
            }
        }
        var older = caller is { } mover && reader.TakeWord("migrates") ? Older(reader, mover) : null;
        var (transition, inputs) = (string.Empty, MachineValues.Empty);
        if (older is null)
        {
            reader.Expect("takes");
            transition = reader.Word("the name of a transition");
            inputs = Inputs(reader, RequestLimits.MaxInputs);
        }
        reader.ExpectSymbol("->");
        var outcome = Outcome(reader);
        reader.ExpectEnd();
        if (coSigners.Count > MaxCoSigners)
        {
            reader.Fail($"at most {MaxCoSigners} accounts sign beside the caller");
        }
        if (isAlternative && previous is null)
        {
            reader.Fail("'or' stands beside a line before it");
        }
        if (now is < 0 or > CodecReader.MaxCounter)
        {
            reader.Fail("there is no such time");
        }
        return reader.Fault is { } fault
            ? (null, fault)
            : (new ScriptStep(now, height, caller, coSigners.ToImmutable(), transition, inputs, outcome, isAlternative) { CallerMachine = callerMachine, Older = older }, null);
    }

    private static string Format(MachineValues values) =>
        values.Count == 0 ? string.Empty : $"({string.Join(", ", values.Items.Select(static one => $"{one.Key}: {StepValueWriter.Format(one.Value)}"))})";

    /// <summary>The owner is left out where it is who calls, and a purse where it is empty.</summary>
    private static string Format(OlderAsset older, Account? caller)
    {
        var owner = older.State.Owner == caller ? string.Empty : " of @" + CheckCast.NameOf(older.State.Owner);
        var purse = older.Purse == 0 ? string.Empty : " with " + Number(older.Purse);
        return $"{older.State.Name}{Format(older.State.Values)}{owner}{purse} from {StepValueWriter.Quoted(older.Machine)}";
    }

    private static OlderAsset Older(StepLineReader reader, Account caller)
    {
        var state = reader.Word("a state of the older machine");
        var values = Inputs(reader, MachineValues.MaxCount);
        var owner = reader.TakeWord("of") ? reader.Account() : caller;
        var purse = reader.TakeWord("with") ? reader.Count() : 0;
        reader.Expect("from");
        return new OlderAsset(reader.QuotedText(), new MachineState(state, owner, values), purse);
    }

    private static long Usual(ScriptStep? previous, bool isAlternative) => (previous?.Height ?? 0) + (isAlternative ? 0 : 1);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A state can be called 'refused'; no code follows it.</summary>
    private static StepOutcome Outcome(StepLineReader reader)
    {
        if (!reader.TakeWord("refused"))
        {
            return new StepOutcome(reader.Word("a state"));
        }
        return reader.IsAtEnd ? new StepOutcome("refused") : new StepOutcome(null, reader.Code(), reader.OptionalText());
    }

    private static MachineValues Inputs(StepLineReader reader, int most)
    {
        var inputs = MachineValues.Empty;
        if (!reader.TakeSymbol('(') || reader.TakeSymbol(')'))
        {
            return inputs;
        }
        do
        {
            var name = reader.Word("the name of an input");
            reader.ExpectSymbol(":");
            var value = reader.Value();
            if (inputs.Find(name) is not null || inputs.Count == most)
            {
                reader.Fail($"the input '{name}' stands here twice, or there are more than {most}");
            }
            else if (reader.Fault is null)
            {
                inputs = inputs.Set(name, value);
            }
        }
        while (reader.Fault is null && reader.TakeSymbol(','));
        reader.ExpectSymbol(")");
        return inputs;
    }
}

using System.Collections.Immutable;
using System.Text;

namespace Scew.Machines.Checking;

/// <summary>
/// A test of a machine as a file: one step a line with what is expected of it, for people to read and <c>scew machine test</c> to replay. It begins with the creation of an asset,
/// or with the move of one of an older machine: its values there, its owner where that is not the caller, and what is in its purse.
/// </summary>
/// <example><code>
/// at 2027-01-15T08:00:00Z @anna takes create(title: "drill") -> Ready
/// at 2027-01-15T08:00:00Z @ben with @anna, @carla takes offer(to: @ben, until: 2027-01-16T08:00:00Z) -> Offered
/// or at 2027-01-15T08:00:00Z @ben takes retire -> refused guard-refused "only the owner retires a tool"
/// at 2027-01-16T08:00:00Z time takes expire -> Ready
/// </code><code>
/// at 2027-01-15T08:00:00Z @anna migrates Ready(title: "drill", worn: 3) of @ben with 50 from "builtin/tool/1" -> Ready
/// </code></example>
public sealed record StepScript(ImmutableArray<ScriptStep> Steps)
{
    /// <summary>Most characters of a file.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>No steps.</summary>
    public static StepScript Empty { get; } = new(ImmutableArray<ScriptStep>.Empty);

    /// <summary>Reads a file; the first fault ends it.</summary>
    public static (StepScript? Script, StepScriptFault? Fault) Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return (null, new StepScriptFault(1, $"the file has more than {MaxLength} characters"));
        }
        var steps = ImmutableArray.CreateBuilder<ScriptStep>();
        var comments = ImmutableArray.CreateBuilder<string>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.StartsWith('#'))
            {
                comments.Add(content[1..].Trim());
            }
            else if (content.Length > 0)
            {
                var (step, fault) = StepLine.Parse(content, steps.Count == 0 ? null : steps[^1]);
                if (step is null)
                {
                    return (null, new StepScriptFault(number, fault ?? "this is no step"));
                }
                steps.Add(step with { Comments = comments.ToImmutable() });
                comments.Clear();
            }
        }
        return (new StepScript(steps.ToImmutable()), null);
    }

    /// <summary>The file, with a line end behind the last line.</summary>
    public string Format()
    {
        var text = new StringBuilder();
        ScriptStep? previous = null;
        foreach (var step in Steps)
        {
            foreach (var comment in step.Comments)
            {
                text.Append("# ").Append(comment).Append('\n');
            }
            text.Append(StepLine.Format(step, previous)).Append('\n');
            previous = step;
        }
        return text.ToString();
    }

    /// <summary>Lives the asset's life again. All steps run, whether the ones before came out as expected or not.</summary>
    public ScriptRun Run(Machine machine)
    {
        var asset = CheckedAsset.Begin(machine);
        var before = asset;
        var lines = ImmutableArray.CreateBuilder<ScriptRunLine>();
        foreach (var step in Steps)
        {
            var from = step.IsAlternative ? before : asset;
            var taken = from.Take(machine, step);
            var after = taken.Next ?? from;
            lines.Add(new ScriptRunLine(step, taken.Outcome, after.State, after.Purse));
            if (!step.IsAlternative)
            {
                (before, asset) = (asset, after);
            }
        }
        return new ScriptRun(lines.ToImmutable());
    }
}

/// <summary>Why a step file cannot be read; lines count from 1.</summary>
public sealed record StepScriptFault(int Line, string Message)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"line {Line}: {Message}";
}

/// <summary>What became of every line.</summary>
public sealed record ScriptRun(ImmutableArray<ScriptRunLine> Lines)
{
    /// <summary>Every line came out as expected, and there is one.</summary>
    public bool Passed => !Lines.IsEmpty && Lines.All(static line => line.AsExpected);
}

/// <summary>What became of one line, and the asset and its purse after it.</summary>
public sealed record ScriptRunLine(ScriptStep Step, StepOutcome Actual, MachineState After, long Purse)
{
    /// <summary>It came out as expected.</summary>
    public bool AsExpected => Step.Expected.Fits(Actual);
}

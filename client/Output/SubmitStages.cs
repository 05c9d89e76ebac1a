using Scew.Client.Receipts;
using Scew.Client.Submission;

namespace Scew.Cli.Output;

/// <summary>
/// How far one request is, on stderr: on a terminal one line that grows, elsewhere a line for each stage. Numbers are those of merchants that answered; nothing with <c>--no-progress</c> or
/// <c>--quiet</c>.
/// </summary>
internal sealed class SubmitStages(Printer printer) : IProgress<SubmitSight>
{
    private readonly Lock _lock = new();
    private readonly bool _terminal = ReferenceEquals(printer.Error, Console.Error) && !Console.IsErrorRedirected && !printer.Settings.Plain;
    private readonly bool _silent = printer.Settings.NoProgress || printer.Settings.Quiet;
    private SubmitSight? _seen;
    private bool _isOver;
    private int _shown;

    /// <summary>The request is signed, and on its way from here on.</summary>
    public void Signed() => Rewrite("signed");

    public void Report(SubmitSight value)
    {
        lock (_lock)
        {
            // Merchants are asked side by side: an answer may come after the receipt.
            if (_isOver)
            {
                return;
            }
            // Stages are passed in order, whoever is heard of late.
            var accepted = _seen?.IsOrdered != true && value.Holding > (_seen?.Holding ?? 0);
            var ordered = value.IsOrdered && _seen?.IsOrdered != true;
            _seen = value;
            if (_terminal)
            {
                Rewrite("signed -> " + Text(value));
                return;
            }
            if (accepted)
            {
                Line($"accepted  {value.Holding}/{value.Merchants} merchants say that they hold it");
            }
            if (ordered)
            {
                Line($"ordered   {value.Executed}/{value.Merchants} merchants say that they executed it");
            }
        }
    }

    /// <summary>The receipt that was verified here, or null where there is none: whatever is said later is not shown.</summary>
    public void End(VerifiedReceipt? receipt, int merchants)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }
            _isOver = true;
            if (receipt is not null)
            {
                var certified = $"{receipt.Signers.Length}/{merchants}";
                Rewrite("signed -> " + (_seen is { } seen ? $"accepted {seen.Holding}/{seen.Merchants} -> " : "") + $"ordered -> certified {certified} -> verified here");
                if (!_terminal)
                {
                    Line($"certified {certified} merchants signed its result");
                }
            }
            if (_shown > 0)
            {
                printer.Error.WriteLine();
            }
        }
    }

    private static string Text(SubmitSight seen) => $"accepted {seen.Holding}/{seen.Merchants}" + (seen.IsOrdered ? " -> ordered" : "");

    private void Line(string line)
    {
        if (!_silent)
        {
            printer.Error.WriteLine(line);
        }
    }

    private void Rewrite(string line)
    {
        if (_terminal && !_silent)
        {
            printer.Error.Write("\r" + line.PadRight(_shown));
            _shown = line.Length;
        }
    }
}

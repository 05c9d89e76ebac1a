using System.Diagnostics;
using Scew.Client.Till;

namespace Scew.Cli.Output;

/// <summary>
/// Progress on stderr: on a terminal one line that is written over, elsewhere a line every two seconds, nothing with <c>--no-progress</c> or <c>--quiet</c>.
/// </summary>
internal sealed class ProgressLine(Printer printer, string unit) : IProgress<TillProgress>, IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly bool _terminal = ReferenceEquals(printer.Error, Console.Error) && !Console.IsErrorRedirected && !printer.Settings.Plain;
    private readonly bool _silent = printer.Settings.NoProgress || printer.Settings.Quiet;
    private long _last;
    private bool _written;

    public void Report(TillProgress value)
    {
        var done = value.Wallets == value.AllWallets && value.Rows == value.AllRows;
        lock (_lock)
        {
            if (_silent || (!done && _last != 0 && Stopwatch.GetElapsedTime(_last) < (_terminal ? OnTerminal : Elsewhere)))
            {
                return;
            }
            _last = Stopwatch.GetTimestamp();
            var line = $"  {Numbers.Text(value.Wallets)} of {Numbers.Text(value.AllWallets)} wallets, {Numbers.Text(value.Rows)} of {Numbers.Text(value.AllRows)} {unit}";
            if (_terminal)
            {
                printer.Error.Write("\r" + line + "  ");
                _written = true;
            }
            else
            {
                printer.Error.WriteLine(line);
            }
        }
    }

    public void Dispose()
    {
        if (_written)
        {
            printer.Error.WriteLine();
        }
    }
}

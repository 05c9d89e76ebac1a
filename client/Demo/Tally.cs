using Scew.Client.Submission;

namespace Scew.Cli.Demo;

/// <summary>How much was verified on this machine, by kind. Thread-safe.</summary>
internal sealed class Tally
{
    private long _receipts;
    private long _refusals;
    private long _rejected;
    private long _reads;
    private long _evidence;

    public long Receipts => _receipts;

    public long Refusals => _refusals;

    public long Rejected => _rejected;

    public long Reads => _reads;

    public long Evidence => _evidence;

    public void Count(SubmitOutcome outcome)
    {
        if (outcome is SubmitOutcome.Settled settled)
        {
            CountReceipt(settled.Receipt.Succeeded);
        }
        Interlocked.Add(ref _rejected, outcome.Complaints.Length);
    }

    public void CountReceipt(bool succeeded)
    {
        Interlocked.Increment(ref _receipts);
        Interlocked.Add(ref _refusals, succeeded ? 0 : 1);
    }

    public void CountRead() => Interlocked.Increment(ref _reads);

    public void CountEvidence(int pieces) => Interlocked.Add(ref _evidence, pieces);
}

using System.CommandLine;
using System.Diagnostics;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>request wait</c>: until a request has an outcome that is verified here. It asks and sends nothing.</summary>
internal static class RequestWaiting
{
    private const string Certified = "certified";
    private const string Settled = "settled";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Verb Build(Argument<string> id)
    {
        var until = new Option<string>("--for")
        {
            Description = "certified: a receipt that verifies here; settled: that, or the proof that it was never executed",
            DefaultValueFactory = static _ => Certified,
        };
        until.AcceptOnlyFromAmong(Certified, Settled);
        return new Verb("wait", "wait for the outcome of a request, at most --timeout", (call, cancel) => WaitAsync(call, call.Value(until) == Settled, cancel), id, until);
    }

    private static async Task<CommandOutput> WaitAsync(Call call, bool orBuried, CancellationToken cancellation)
    {
        var id = RequestCommands.Parse(call);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        call.Printer.Note($"waiting   {id}, at most {Duration.Text(call.Timeout)}");
        var started = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(call.Timeout);
        try
        {
            while (true)
            {
                if (await session.Client.FindReceiptAsync(id, limit.Token) is { } receipt)
                {
                    return RequestCommands.Settled(session, receipt, session.Outbox.TrySettle(id, receipt.Bytes.Span) ?? "");
                }
                if (orBuried && session.Outbox.NeverExecuted(id) is not null)
                {
                    return RequestCommands.Never(id, session.Client.Verifier.Group.MaxFaulty + 1);
                }
                await Task.Delay(Pause, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliFault(Codes.OutcomeUnknown, ExitCodes.OutcomeUnknown, $"no receipt of the request within {Duration.Text(call.Timeout)}")
            {
                Why = $"asked for {Numbers.Seconds(Stopwatch.GetElapsedTime(started))}; nobody shows one that verifies",
                Unchanged = "nothing was sent",
                Next = session.Outbox.Pending(id) is null ? $"scew request wait {id}" : $"scew request submit {id}",
                Retryable = true,
            };
        }
    }
}

using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Cli.Demo;

/// <summary>What all parts of the demonstration share: the group, a client, the settlement and the count of what was verified.</summary>
internal sealed class DemoContext(DevNet net, ScewClient client, DevTillKeys keys, Printer printer)
{
    public DevNet Net { get; } = net;

    public ScewClient Client { get; } = client;

    public DevTillKeys Keys { get; } = keys;

    public Settlement Settlement { get; } = new();

    public Tally Tally { get; } = new();

    public Printer Printer { get; } = printer;

    /// <summary>A heading.</summary>
    public void Part(string heading)
    {
        Printer.Note("");
        Printer.Note(heading);
    }

    /// <summary>A line below it.</summary>
    public void Say(string line) => Printer.Note("  " + line);

    /// <summary>Submits and counts; any end without a verified receipt fails the demonstration.</summary>
    public async Task<VerifiedReceipt> SubmitAsync(Operation operation, SigningKey key, int merchant, CancellationToken cancellation)
    {
        var outcome = await SubmitRawAsync(operation, key, merchant, cancellation);
        return outcome is SubmitOutcome.Settled { Receipt: var receipt } ? receipt : throw Failed($"no receipt for {operation.GetType().Name}: " + Reason(outcome));
    }

    /// <summary>As <see cref="SubmitAsync"/>, and the operation must have succeeded.</summary>
    public async Task<VerifiedReceipt> RequireAsync(Operation operation, SigningKey key, int merchant, CancellationToken cancellation)
    {
        var receipt = await SubmitAsync(operation, key, merchant, cancellation);
        return receipt.Succeeded ? receipt : throw Failed($"{operation.GetType().Name} was refused: {receipt.Message}");
    }

    public async Task<SubmitOutcome> SubmitRawAsync(Operation operation, SigningKey key, int merchant, CancellationToken cancellation)
    {
        var made = RequestSigner.Sign(Client.Verifier.Group.Genesis, operation, Client.ValidUntil(1), key);
        var request = made.Request ?? throw Failed(made.Message);
        var outcome = await Client.SubmitAsync(request, merchant, cancellation);
        Tally.Count(outcome);
        return outcome;
    }

    public static CliFault Failed(string why) => new(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the demonstration did not go as promised")
    {
        Why = why,
        Next = "look at the logs in the data folder",
    };

    public static string Reason(SubmitOutcome outcome) => outcome switch
    {
        SubmitOutcome.Settled settled => settled.Receipt.Message ?? settled.Receipt.Code,
        SubmitOutcome.NotAccepted refused => refused.Reason,
        SubmitOutcome.Unknown unknown => unknown.Reason,
        _ => "no outcome",
    };
}

using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Orleans;
using Scew.Grains;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Checking;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Silo.Limits;

namespace Scew.Silo.Http;

/// <summary>
/// What the group would say of a machine's text before anybody deploys it. As much work as checking a deployment, on a thread of its own, one at a time: a customer's question never
/// keeps ordering from its turn.
/// </summary>
internal sealed class MachineEndpoints(IGrainFactory grains, RequestGate gate) : IDisposable
{
    /// <summary>As many requests as a check costs its sender: some 100 ms of one core.</summary>
    private const int CheckCost = 500;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly FrozenDictionary<string, byte[]> ShippedByName = ShippedTexts.Names.Select(static name => ShippedTexts.Find(name)!)
        .ToFrozenDictionary(MachineText.NameOf, Strict.GetBytes, StringComparer.Ordinal);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>What ships can be had before it is deployed; its name is its hash, so nobody has to believe the merchant.</summary>
    public static IResult Shipped(string name) =>
        ShippedByName.TryGetValue(name, out var text) ? new BytesResult(text, contentType: MediaTypes.Machine) : Problems.Of(Codes.NotFound, "no text that ships has this name");

    public async Task<IResult> CheckAsync(HttpContext http)
    {
        if (await RequestBody.ReadAsync(http) is not { Length: <= MachineText.MaxBytes } body)
        {
            gate.ChargeBad(http);
            return Problems.Of(Codes.TooLarge, $"a machine's text has at most {MachineText.MaxBytes} bytes");
        }
        if (TextOf(body) is not { } text)
        {
            gate.ChargeBad(http);
            return Problems.Of(Codes.Malformed, "a machine's text is UTF-8 without a byte order mark");
        }
        if (!await _one.WaitAsync(0, http.RequestAborted))
        {
            return Problems.Of(Codes.Busy, "this merchant checks one machine at a time", 1000);
        }
        gate.Charge(http, CheckCost);
        // The work goes on when its asker leaves, and only its own end lets the next one in.
        return new BytesResult(JsonSerializer.SerializeToUtf8Bytes(await WorkAsync(text), ApiJson.Default.MachineCheckResponse));
    }

    public void Dispose() => _one.Dispose();

    private async Task<MachineCheckResponse> WorkAsync(string text)
    {
        try
        {
            var older = await OlderMachines.OfAsync(text, grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger));
            return await Task.Factory.StartNew(() => Answer(text, older), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _one.Release();
        }
    }

    private static MachineCheckResponse Answer(string text, OlderMachines older)
    {
        var name = MachineText.NameOf(text);
        var compiled = MachineText.Compile(text, older.Find);
        if (compiled.Machine is not { } machine || !compiled.Faults.IsEmpty)
        {
            return new MachineCheckResponse(
                name, false, [.. compiled.Faults.Select(static fault => new MachineTextFault(fault.Place.Line, fault.Place.Column, fault.Text, fault.Message, fault.Right))]);
        }
        var report = MachineChecker.Check(machine, CheckBounds.Deployment, older.Find);
        return Of(machine, report, older.IsCut ? [.. report.Notes, $"more than {OlderMachines.MaxTexts} older machines: those further back were not looked at"] : report.Notes);
    }

    private static MachineCheckResponse Of(Machine machine, CheckReport report, System.Collections.Immutable.ImmutableArray<string> notes)
    {
        var explored = report.Explored;
        return new MachineCheckResponse(machine.Name, !report.HasErrors, [])
        {
            Machine = machine.Title,
            States = [.. machine.States],
            FinalStates = [.. machine.FinalStates],
            Transitions = [.. machine.Transitions.Select(static transition => transition.Name)],
            Cost = machine.Transitions.Max(static transition => transition.Cost),
            Explored = new MachineExplored(explored.IsExhaustive, explored.Situations, explored.Attempts, explored.Depth, explored.Walks, explored.Operations),
            Findings = [.. report.Findings.Select(static one => new MachineFinding(one.SeverityName, one.Code, one.Subject, one.Message, one.Lines))],
            Notes = notes,
        };
    }

    private static string? TextOf(byte[] body)
    {
        try
        {
            return body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? null : Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

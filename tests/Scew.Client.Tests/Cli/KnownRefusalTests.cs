using System.Text.Json;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Submission;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Cli;

/// <summary>What the console knows from its own disk; nobody answers at the profile's address.</summary>
public sealed class KnownRefusalTests : IDisposable
{
    private readonly ConsoleRun _console = new();
    private readonly Outbox _outbox;

    public KnownRefusalTests()
    {
        var hash = SignedGroup.Genesis.Hash().ToString();
        Assert.Equal(0, _console.Run("profile", "add", "known", "--genesis", hash, "--merchant", "http://127.0.0.1:1").Exit);
        var folder = Directory.CreateDirectory(Path.Combine(_console.Home, "groups", hash)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "genesis.json"), SignedGroup.File.Encode());
        _outbox = new Outbox(folder);
    }

    [Theory]
    [InlineData("submit", "insufficient-balance", ExitCodes.Refused)]
    [InlineData("end-unknown", "insufficient-balance", ExitCodes.Refused)]
    [InlineData("submit", "ok", ExitCodes.Ok)]
    [InlineData("end-unknown", "ok", ExitCodes.Ok)]
    public void TheOutcomeHasTheExitCodeOfTheFirstTime(string verb, string code, int exit)
    {
        var request = SignedGroup.Request();
        _outbox.Keep(request.Id, request.Wire.Span);
        File.WriteAllBytes(_outbox.ReceiptPath(request.Id), SignedGroup.Receipt(request, code));

        Assert.Equal(exit, _console.Run("request", verb, request.Id.ToString()).Exit);
    }

    [Fact]
    public void EndUnknownLetsARequestGoWhoseReceiptItFinds()
    {
        var request = SignedGroup.Request();
        _outbox.Keep(request.Id, request.Wire.Span);
        File.WriteAllBytes(_outbox.ReceiptPath(request.Id), SignedGroup.Receipt(request));

        _console.Run("request", "end-unknown", request.Id.ToString());

        Assert.Null(_outbox.Pending(request.Id));
        Assert.NotNull(_outbox.Receipt(request.Id));
    }

    [Theory]
    [InlineData(60, "submit")]
    [InlineData(-60, "end-unknown")]
    public void TheWayOnFromAnUnknownOutcomeDependsOnTheTime(int seconds, string verb)
    {
        var request = SignedGroup.Request(TimeSpan.FromSeconds(seconds));

        var fault = Submitting.Unknown(request, "no answer", ExitCodes.OutcomeUnknown);

        Assert.Equal($"scew request {verb} {request.Id}", fault.Next);
        Assert.Equal(request.Id.ToString(), JsonSerializer.SerializeToElement(fault.Details).GetProperty("requestId").GetString());
    }

    [Fact]
    public void PassphrasesThatDifferMakeNoKey()
    {
        Assert.Equal("correct horse", new string(Passphrases.Agreed("correct horse".ToCharArray(), "correct horse".ToCharArray())));
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliFault>(() => Passphrases.Agreed("correct horse".ToCharArray(), "correct hores".ToCharArray())).ExitCode);
    }

    public void Dispose() => _console.Dispose();
}

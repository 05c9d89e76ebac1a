using Scew.Cli.Output;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Output;

public sealed class SubmitStagesTests
{
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact]
    public void WithoutATerminalEveryStageIsALineThatIsSaidOnce()
    {
        Run(new OutputSettings());
        Assert.Equal(
            """
            accepted  1/4 merchants say that they hold it
            accepted  3/4 merchants say that they hold it
            ordered   2/4 merchants say that they executed it
            certified 3/4 merchants signed its result

            """.ReplaceLineEndings("\n"),
            _stderr.ToString());
    }

    [Fact]
    public void NoProgressAndQuietSayNothing()
    {
        Run(new OutputSettings { NoProgress = true });
        Run(new OutputSettings { Quiet = true });
        Assert.Equal("", _stderr.ToString());
    }

    [Fact]
    public void WithoutAReceiptNothingIsSaidToBeCertified()
    {
        var stages = Stages(new OutputSettings());
        stages.Signed();
        stages.End(null, 0);
        stages.Report(new SubmitSight(4, 4, 4) { IsOrdered = true });
        Assert.Equal("", _stderr.ToString());
    }

    [Fact]
    public void WhoeverIsHeardOfLateDoesNotTakeAStageBack()
    {
        var stages = Stages(new OutputSettings());
        stages.Signed();
        stages.Report(new SubmitSight(4, 3, 2) { IsOrdered = true });
        stages.Report(new SubmitSight(4, 4, 2) { IsOrdered = true });
        Assert.Equal(
            """
            accepted  3/4 merchants say that they hold it
            ordered   2/4 merchants say that they executed it

            """.ReplaceLineEndings("\n"),
            _stderr.ToString());
    }

    private void Run(OutputSettings settings)
    {
        var request = SignedGroup.Request();
        var receipt = new ReceiptVerifier(SignedGroup.Genesis).Verify(SignedGroup.Receipt(request)).Receipt!;
        var stages = Stages(settings);
        stages.Signed();
        stages.Report(new SubmitSight(4, 1, 0));
        stages.Report(new SubmitSight(4, 3, 1));
        stages.Report(new SubmitSight(4, 3, 2) { IsOrdered = true });
        stages.Report(new SubmitSight(4, 3, 3) { IsOrdered = true });
        stages.End(receipt, 4);
        stages.Report(new SubmitSight(4, 4, 4) { IsOrdered = true });
        stages.End(receipt, 4);
    }

    private SubmitStages Stages(OutputSettings settings) => new(new Printer(TextWriter.Null, _stderr, settings));
}

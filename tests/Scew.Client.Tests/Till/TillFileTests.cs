using System.Text;
using Scew.Client.Till;

namespace Scew.Client.Tests.Till;

public sealed class TillFileTests
{
    [Fact]
    public void ReadsRowsInTheOrderOfTheFile()
    {
        var (file, fault) = Parse("time,merchant,invoice,customer,pence\r\n2026-03-02T08:01:00Z,A,1,c1,250\r\n2026-03-02T08:02:00Z,B,C2,c1,-50\r\n");
        Assert.Null(fault);
        Assert.Equal(
            [new TillRow(2, 1772438460000, "A", "1", "c1", 250), new TillRow(3, 1772438520000, "B", "C2", "c1", -50)],
            file!.Rows.ToArray());
    }

    [Theory]
    [InlineData("", 1, "the first line")]
    [InlineData("time,merchant\n", 1, "the first line")]
    [InlineData("time,merchant,invoice,customer,pence\n", 2, "no rows")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,c1\n", 2, "five fields")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,c1,5,6\n", 2, "five fields")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02 08:01,A,1,c1,5\n", 2, "time")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,c1,5\n2026-03-02T08:01:00Z,A,1,c1,5.0\n", 3, "pence")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,c1,9999999999999999999999\n", 2, "pence")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,,5\n", 2, "merchant, invoice and customer")]
    [InlineData("time,merchant,invoice,customer,pence\n2026-03-02T08:01:00Z,A,1,\"c,1\",5\n", 2, "five fields")]
    public void NamesTheFirstBadLine(string text, int line, string reason)
    {
        var (file, fault) = Parse(text);
        Assert.Null(file);
        Assert.Equal(line, fault!.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesWhatIsNotUtf8()
    {
        var (file, fault) = TillFile.Parse([0xC3, 0x28]);
        Assert.Null(file);
        Assert.Contains("UTF-8", fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TheShippedSampleIsWellFormedAndHasCancellations()
    {
        var (file, fault) = TillFile.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", "till-sample.csv")));
        Assert.Null(fault);
        var totals = TillPlan.Of(file!.Rows).Totals;
        Assert.Equal(200, totals.Rows);
        Assert.Equal(20, totals.Cancellations);
        Assert.True(totals.NotCovered > 0);
        Assert.Equal(TillCount.Of(file.Rows), totals);
    }

    private static (TillFile? File, TillFault? Fault) Parse(string text) => TillFile.Parse(Encoding.UTF8.GetBytes(text));
}

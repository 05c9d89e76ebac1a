using Scew.Silo.Watching;

namespace Scew.Grains.Tests.Watching;

/// <summary>How much of the log a minute may fill, whoever makes it.</summary>
public class LogBudgetTests
{
    private readonly LogBudget _budget = new();

    [Fact]
    public void One_event_fills_its_share_and_others_go_on()
    {
        Assert.Equal(LogBudget.EventBytes / 200, Enumerable.Range(0, 10_000).Count(_ => _budget.Allows(2002, false, 200, 0, out var _)));
        Assert.True(_budget.Allows(2000, false, 200, 0, out _));
    }

    [Fact]
    [Trait("row", "I16")]
    public void A_million_lines_of_many_events_fill_a_mebibyte_and_errors_find_room()
    {
        long written = 0;
        for (var line = 0; line < 1_000_000; line++)
        {
            written += _budget.Allows(line % 1000, false, 300, line / 20, out _) ? 300 : 0;
        }
        Assert.InRange(written, LogBudget.AllBytes / 2, LogBudget.AllBytes);
        Assert.True(_budget.Allows(3001, true, 300, 50_000, out _));
    }

    [Fact]
    public void What_was_left_out_is_told_once_after_the_minute()
    {
        for (var line = 0; line < 1000; line++)
        {
            _budget.Allows(2002, false, 1024, 5, out var early);
            Assert.Null(early);
        }
        Assert.False(_budget.Allows(2002, false, 1024, 60_004, out var told));
        Assert.Null(told);
        Assert.True(_budget.Allows(2002, false, 1024, 60_005, out told));
        Assert.Equal("lines left out, since a minute may fill so much of the log only: 937 of event 2002", told);
        Assert.True(_budget.Allows(2002, false, 1024, 60_006, out told));
        Assert.Null(told);
    }
}

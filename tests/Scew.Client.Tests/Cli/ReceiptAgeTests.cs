using Scew.Cli.Commands;

namespace Scew.Client.Tests.Cli;

public sealed class ReceiptAgeTests
{
    [Theory]
    [InlineData(0, "less than a second by this machine's clock")]
    [InlineData(1, "1 second by this machine's clock")]
    [InlineData(59, "59 seconds by this machine's clock")]
    [InlineData(61, "1 minute 1 second by this machine's clock")]
    [InlineData(7200, "2 hours by this machine's clock")]
    [InlineData(93_784, "1 day 2 hours by this machine's clock")]
    [InlineData(-90, "this machine's clock is 1 minute 30 seconds behind the block's time")]
    public void AnAgeIsASentence(long seconds, string sentence) => Assert.Equal(sentence, ReceiptAge.Text(seconds));
}

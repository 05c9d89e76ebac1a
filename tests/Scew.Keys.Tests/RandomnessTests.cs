namespace Scew.Keys.Tests;

public class RandomnessTests
{
    [Fact]
    public void The_platforms_source_passes() => Assert.Null(Randomness.Fault);

    [Fact]
    public void A_constant_source_is_found() => Assert.Equal("the random source returns a constant", Randomness.SourceFault(size => new byte[size]));

    [Fact]
    public void A_source_that_repeats_itself_is_found() =>
        Assert.Equal("the random source repeats itself", Randomness.SourceFault(size => [.. Enumerable.Range(0, size).Select(i => (byte)i)]));

    [Fact]
    public void A_source_that_gives_too_little_is_found() => Assert.NotNull(Randomness.SourceFault(size => new byte[size - 1]));
}

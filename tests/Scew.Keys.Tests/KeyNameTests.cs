using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public class KeyNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("till-1")]
    [InlineData("north.shop_2")]
    [InlineData("com10")]
    public void Safe_names(string name) => Assert.True(KeyName.IsValid(name));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("../a")]
    [InlineData("Upper")]
    [InlineData("ends.")]
    [InlineData("-flag")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    [InlineData("nul")]
    [InlineData("con.txt")]
    [InlineData("lpt1")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg")]
    public void Unsafe_names(string name) => Assert.False(KeyName.IsValid(name));
}

using System.Text;
using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public class PassphraseTests
{
    [Fact]
    public void What_a_passphrase_is_made_from_is_zeroed()
    {
        var characters = "correct horse".ToCharArray();
        var bytes = "correct horse"u8.ToArray();
        using var fromChars = Passphrase.FromChars(characters).Value;
        using var fromBytes = Passphrase.FromUtf8(bytes).Value;
        Assert.All(characters, c => Assert.Equal('\0', c));
        Assert.All(bytes, b => Assert.Equal(0, b));
        Assert.Equal(fromChars!.Utf8.ToArray(), fromBytes!.Utf8.ToArray());
        Assert.Equal("passphrase", fromChars.ToString());
    }

    [Fact]
    public void A_disposed_passphrase_is_zeroed_and_opens_nothing()
    {
        var passphrase = Passphrase.FromChars("correct horse".ToCharArray()).Value!;
        var view = passphrase.Utf8;
        passphrase.Dispose();
        Assert.False(view.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => passphrase.Utf8.Length);
    }

    [Fact]
    public void A_passphrase_typed_twice_is_compared_by_its_bytes()
    {
        using var one = Sealed.Pass("correct horse");
        using var same = Sealed.Pass("correct horse");
        using var other = Sealed.Pass("correct horsf");
        Assert.True(one.SameAs(same));
        Assert.False(one.SameAs(other));
        Assert.False(one.SameAs(Sealed.Passphrase));
    }

    [Fact]
    public void Passphrases_that_are_empty_too_long_or_no_text_are_refused()
    {
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromChars([]).Fault);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromChars(new char[2000]).Fault);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromChars("lone \ud800".ToCharArray()).Fault);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromUtf8([]).Fault);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromUtf8([0xFF, 0xFE]).Fault);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.FromUtf8(new byte[1025]).Fault);
    }

    [Theory]
    [InlineData("secret words\n", "secret words")]
    [InlineData("secret words\r\n", "secret words")]
    [InlineData("secret words", "secret words")]
    [InlineData("secret words\n\n", "secret words\n")]
    public void One_line_end_of_a_passphrase_file_is_left_out(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("p"), content);
        using var passphrase = Passphrase.ReadFile(folder.In("p")).Value;
        Assert.Equal(expected, Encoding.UTF8.GetString(passphrase!.Utf8));
    }

    [Fact]
    public void A_passphrase_file_that_is_missing_or_huge_is_a_typed_refusal()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(KeyFault.Storage, Passphrase.ReadFile(folder.In("none")).Fault);
        File.WriteAllBytes(folder.In("huge"), [.. Enumerable.Repeat((byte)'a', 100_000)]);
        Assert.Equal(KeyFault.BadPassphrase, Passphrase.ReadFile(folder.In("huge")).Fault);
    }
}

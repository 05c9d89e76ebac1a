using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Canaries;

/// <summary>The search finds what is there: without this, its silence would mean nothing.</summary>
public sealed class CanarySearchTests
{
    private static readonly byte[] Secret = SHA256.HashData("a canary"u8);
    private const long Number = 8_675_309_867_530_986_753;

    public static TheoryData<string> Forms => ["raw", "reversed", "hex", "HEX", "dashes", "list", "base64", "base64url", "base64 + 1", "base64url + 2", "log line", "far in a large file"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void BytesAreFoundInAFile(string form)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("below"));
        File.WriteAllBytes(folder.File("below/.hidden"), Planted(form));
        var search = new CanarySearch(Canary.Of("secret", Secret), Canary.Of("other", RandomNumberGenerator.GetBytes(32)));

        search.Folder(folder.Path);

        Assert.All(search.Hits, static hit => Assert.StartsWith("secret in ", hit, StringComparison.Ordinal));
        Assert.NotEmpty(search.Hits);
        Assert.Equal(1, search.FilesSeen);
    }

    [Theory]
    [InlineData("digits")]
    [InlineData("big-endian")]
    [InlineData("little-endian")]
    [InlineData("json in base64url")]
    public void NumbersAreFound(string form)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Number);
        var digits = Number.ToString(CultureInfo.InvariantCulture);
        byte[] planted = form switch
        {
            "digits" => Encoding.ASCII.GetBytes("value=-" + digits + ";"),
            "big-endian" => [1, 2, 3, .. bytes, 4],
            "little-endian" => [1, .. bytes.Reverse(), 4],
            _ => Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.ASCII.GetBytes("{\"value\":\"" + digits + "\"}")).TrimEnd('=').Replace('+', '-').Replace('/', '_')),
        };
        var search = new CanarySearch(Canary.Of("number", -Number), Canary.Of("number", Number));

        search.Bytes("here", planted);

        Assert.NotEmpty(search.Hits);
    }

    [Fact]
    public void RandomBytesHoldNone()
    {
        var search = new CanarySearch(Canary.Of("secret", Secret), Canary.Of("number", Number));

        search.Bytes("noise", RandomNumberGenerator.GetBytes(8 << 20));
        search.OwnProcesses();

        Assert.Empty(search.Hits);
        Assert.True(search.BytesSeen > 8 << 20);
    }

    private static byte[] Planted(string form) => form switch
    {
        "raw" => [.. "xx"u8, .. Secret, .. "yy"u8],
        "reversed" => [.. Secret.Reverse()],
        "hex" => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Secret)),
        "HEX" => Encoding.ASCII.GetBytes("key=" + Convert.ToHexString(Secret)),
        "dashes" => Encoding.ASCII.GetBytes(BitConverter.ToString(Secret)),
        "list" => Encoding.ASCII.GetBytes("[" + string.Join(',', Secret) + "]"),
        "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Secret)),
        "base64url" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Secret).Replace('+', '-').Replace('/', '_')),
        "base64 + 1" => Encoding.ASCII.GetBytes(Convert.ToBase64String([7, .. Secret, 9])),
        "base64url + 2" => Encoding.ASCII.GetBytes(Convert.ToBase64String([7, 8, .. Secret, 9, 10]).Replace('+', '-').Replace('/', '_')),
        "log line" => Encoding.ASCII.GetBytes("fail: it is " + Convert.ToBase64String(Secret) + "\n   at Here()"),
        _ => [.. new byte[(9 << 20) - 17], .. Secret, .. new byte[100]],
    };
}

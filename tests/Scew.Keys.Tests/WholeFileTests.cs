using Scew.Keys.Files;

namespace Scew.Keys.Tests;

public sealed class WholeFileTests
{
    [Fact]
    public void AFileIsReplacedAndNothingStaysBeside()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "kept");
        WholeFile.Replace(path, "first"u8);
        WholeFile.Replace(path, "second"u8, isOwners: true);
        Assert.Equal("second"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal(path, Assert.Single(Directory.GetFiles(folder.Path)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void WhereItCannotBeReplacedTheOldOneStays()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "taken");
        Directory.CreateDirectory(Path.Combine(path, "by a folder"));
        Assert.ThrowsAny<Exception>(() => WholeFile.Replace(path, "bytes"u8));
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.True(Directory.Exists(Path.Combine(path, "by a folder")));
        Assert.Throws<DirectoryNotFoundException>(() => WholeFile.Replace(Path.Combine(folder.Path, "none", "file"), "bytes"u8));
    }

    [Fact]
    public async Task ReadersBesideManyWritersMeetWholeFilesOnly()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "shared");
        WholeFile.Replace(path, Of(0));
        var writers = Task.WhenAll(Enumerable.Range(1, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                WholeFile.Replace(path, Of((byte)writer));
            }
        })));
        do
        {
            var read = await File.ReadAllBytesAsync(path);
            Assert.Equal(Of(read[0]), read);
        }
        while (!writers.IsCompleted);
        await writers;
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task ALockWaitsForItsHolder()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, ".lock");
        var inside = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var held = FileLock.Take(path);
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Thread.Yield();
            Interlocked.Decrement(ref inside);
        })));
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.Take(Path.Combine(folder.Path, "none", ".lock")));
    }

    private static byte[] Of(byte writer) => Enumerable.Repeat(writer, 10_000).ToArray();
}

using Scew.Client.Till;
using Scew.Protocol;

namespace Scew.Client.Tests.Till;

public sealed class TillJournalTests : IDisposable
{
    private static readonly Digest File1 = Digest.Of("file"u8);
    private static readonly Digest Genesis = Digest.Of("genesis"u8);
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("scew-journal-").FullName, "journal");

    [Fact]
    public void LaterLinesWinAndATornLineIsDropped()
    {
        using (var journal = TillJournal.Open(_path, File1, Genesis)!)
        {
            journal.Write(new TillEntry("till/A/0", "one", false, null));
            journal.Write(new TillEntry("till/A/0", null, true, null));
        }
        File.AppendAllText(_path, "{\"Key\":\"till/A/1\",\"Requ");
        using (var journal = TillJournal.Open(_path, File1, Genesis)!)
        {
            Assert.Equal(new TillEntry("till/A/0", null, true, null), journal.Find("till/A/0"));
            Assert.Null(journal.Find("till/A/1"));
            journal.Write(new TillEntry("till/A/1", "two", false, -5));
        }
        using var last = TillJournal.Open(_path, File1, Genesis)!;
        Assert.Equal(new TillEntry("till/A/1", "two", false, -5), last.Find("till/A/1"));
        Assert.Equal(2, last.Count);
    }

    [Fact]
    public void AnotherFilesJournalIsRefused()
    {
        TillJournal.Open(_path, File1, Genesis)!.Dispose();
        Assert.Null(TillJournal.Open(_path, Digest.Of("another"u8), Genesis));
        Assert.Null(TillJournal.Open(_path, File1, Digest.Of("another"u8)));
    }

    [Fact]
    public void OneProcessAtATime()
    {
        using var journal = TillJournal.Open(_path, File1, Genesis)!;
        Assert.Throws<IOException>(() => TillJournal.Open(_path, File1, Genesis));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);
}

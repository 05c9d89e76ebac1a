using Scew.Client.Variables;

namespace Scew.Client.Tests.Variables;

public sealed class VariableStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-store-").FullName;

    [Fact]
    public void OfTooManyHandOversTheNewestAreKept()
    {
        var now = DateTime.UtcNow;
        for (var i = 0; i < 100; i++)
        {
            // Names of any order: the age decides.
            var path = Path.Combine(_folder, $"{i * 37 % 100:00}.handover");
            File.WriteAllText(path, $"{i}");
            File.SetLastWriteTimeUtc(path, now.AddSeconds(-i));
        }
        var taken = new VariableStore(_folder) { MaxTaken = 50 }.Taken().Select(static bytes => int.Parse(bytes)).ToArray();
        Assert.Equal(Enumerable.Range(0, 50), taken);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

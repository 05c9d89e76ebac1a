namespace Scew.Storage.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("scew-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

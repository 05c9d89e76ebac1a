namespace Scew.Keys.Files;

/// <summary>A file that one process at a time holds. The system releases it when its holder ends, however it ends.</summary>
public static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits up to five seconds for another holder. .NET has no lock of a file that tells when it is free, so it is tried again.</summary>
    /// <exception cref="IOException">It is still held, or cannot be made.</exception>
    public static FileStream Take(string path)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (waited < Patience && e is not (DirectoryNotFoundException or PathTooLongException))
            {
                Thread.Sleep(Pause);
            }
        }
    }
}

using System.Security.Cryptography;
using Scew.Keys.Files;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// What a client remembers of one account's variables in one group, in a folder: the id of the account-wide Paillier key, which could be found again, and hand-over files as they
/// came, each sealed to a key that follows from the receiver's master secret. Losing it loses no own variable; a hand-over file that is kept elsewhere can be taken again.
/// </summary>
public sealed class VariableStore
{
    private const string AccountKeyFile = "account-key";
    private const string Suffix = ".handover";
    private const int MaxHandOverBytes = 16 * 1024;
    private readonly string _folder;

    /// <summary>Uses a folder, which is made when something is remembered.</summary>
    public VariableStore(string folder) => _folder = Path.GetFullPath(folder);

    /// <summary>Most hand-over files that are read; of more than these the newest.</summary>
    public int MaxTaken { get; init; } = 10_000;

    /// <summary>The id of the account-wide Paillier key; null when none is remembered.</summary>
    public string? AccountKey
    {
        get
        {
            var path = Path.Combine(_folder, AccountKeyFile);
            return File.Exists(path) && File.ReadAllText(path).Trim() is var id && IdRules.IsValid(id) ? id : null;
        }
    }

    /// <summary>Remembers the account-wide key.</summary>
    public void RememberAccountKey(string id) => Write(AccountKeyFile, System.Text.Encoding.ASCII.GetBytes(id));

    /// <summary>Keeps a hand-over file; the same one twice is one.</summary>
    public void Keep(byte[] handOver) => Write(Convert.ToHexStringLower(SHA256.HashData(handOver)) + Suffix, handOver);

    /// <summary>The hand-over files that were kept, the newest first, at most <see cref="MaxTaken"/>.</summary>
    public IReadOnlyList<byte[]> Taken()
    {
        if (!Directory.Exists(_folder))
        {
            return [];
        }
        var files = new DirectoryInfo(_folder).EnumerateFiles("*" + Suffix).Where(static file => file.Length <= MaxHandOverBytes);
        return [.. files.OrderByDescending(static file => file.LastWriteTimeUtc).Take(MaxTaken).Select(static file => File.ReadAllBytes(file.FullName))];
    }

    private void Write(string name, byte[] bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        WholeFile.Replace(Path.Combine(_folder, name), bytes);
    }
}

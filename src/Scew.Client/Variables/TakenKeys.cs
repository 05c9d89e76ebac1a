using Scew.Homomorphic.Keys;
using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>
/// Keys that others handed to this account and that were checked when they were taken. They stay sealed in their files, to a key that follows from the master secret, and are opened when
/// they are needed.
/// </summary>
internal sealed class TakenKeys(VariableStore store, Account account, MasterSecret master, Digest group)
{
    private readonly Lock _lock = new();
    private List<HandOverFile>? _files;

    /// <summary>The key's bytes for this variable under its present label, which whoever calls overwrites; null where none was taken.</summary>
    public byte[]? Find(StoredVariable variable)
    {
        List<HandOverFile> files;
        lock (_lock)
        {
            files = _files ??= Load();
        }
        var file = files.Find(one => one.Giver == variable.Owner && one.Type == variable.Type && one.Id == variable.Id && one.Label == variable.Value.Key);
        return file is null ? null : Open(file);
    }

    /// <summary>The bytes of a file that is for this account; null when it was sealed to another key.</summary>
    public byte[]? Open(HandOverFile file)
    {
        using var own = master.EncryptionKey(group, account);
        return file.Binding.TryOpen(own, file.Message);
    }

    /// <summary>Keeps a file that was checked.</summary>
    public void Keep(HandOverFile file)
    {
        store.Keep(file.Encode());
        lock (_lock)
        {
            _files = null;
        }
    }

    private List<HandOverFile> Load() =>
        [.. store.Taken().Select(static bytes => HandOverFile.Parse(bytes)).OfType<HandOverFile>().Where(file => file.Group == group && file.Receiver == account && file.IsSigned)];
}

using Scew.Keys;
using Scew.Protocol;

namespace Scew.Client.DevNets;

/// <summary>One running merchant of a development group.</summary>
public sealed class DevMerchant : IDisposable
{
    internal DevMerchant(int index, string name, Uri url, string folder, SigningKey key, SiloProcess process)
    {
        Index = index;
        Name = name;
        Url = url;
        Folder = folder;
        Key = key;
        Process = process;
    }

    /// <summary>Place in genesis.</summary>
    public int Index { get; }

    /// <summary>Name in genesis.</summary>
    public string Name { get; }

    /// <summary>Address of its API.</summary>
    public Uri Url { get; }

    /// <summary>Configuration, keys, database and log.</summary>
    public string Folder { get; }

    /// <summary>Its signing key, which is also its issuer's key.</summary>
    public SigningKey Key { get; }

    /// <summary>Its account.</summary>
    public Account Account => Key.Account;

    /// <summary>Its process.</summary>
    public SiloProcess Process { get; }

    /// <summary>Its log.</summary>
    public string LogPath => Path.Combine(Folder, "silo.log");

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Dispose();
        Key.Dispose();
    }
}

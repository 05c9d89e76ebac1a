using System.Collections.Immutable;
using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>
/// The keys that a configuration names, opened once: those of now, and those of the next era where a plan changes them, so that the era can begin while nobody is at the terminal.
/// </summary>
internal sealed class MerchantKeys : IDisposable
{
    private readonly SiloConfig _config;
    private readonly Passphrase _passphrase;
    private readonly SigningKey _key;
    private readonly LinkKey _link;
    private readonly SigningKey? _nextKey;
    private readonly LinkKey? _nextLink;
    private readonly ImmutableArray<SecretKey> _modules;

    public MerchantKeys(SiloConfig config)
    {
        _config = config;
        _passphrase = SiloFiles.Passphrase(config.PassphraseFile, config.Key);
        _key = SiloFiles.OpenSigningKey(config.Key, _passphrase);
        _link = SiloFiles.OpenLinkKey(config.LinkKey, _passphrase);
        _nextKey = config.NextKey is null ? null : SiloFiles.OpenSigningKey(config.NextKey, _passphrase);
        _nextLink = config.NextLinkKey is null ? null : SiloFiles.OpenLinkKey(config.NextLinkKey, _passphrase);
        _modules = [.. new[] { config.NextModuleKey, config.ModuleKey }.OfType<string>().Select(path => SiloFiles.OpenModuleKey(path, _passphrase))];
    }

    /// <summary>The accounts of the signing keys, the present one first.</summary>
    public IReadOnlyList<Account> Accounts => _nextKey is null ? [_key.Account] : [_key.Account, _nextKey.Account];

    /// <summary>The signing key that is a member's in this era.</summary>
    public SigningKey SigningOf(GenesisDocument era) => _nextKey is not null && era.MemberOf(_nextKey.Account) is not null ? _nextKey : _key;

    /// <summary>The link key that the era pins for this merchant.</summary>
    /// <exception cref="SiloFailure">It pins neither.</exception>
    public LinkKey LinkOf(GenesisDocument era, int member)
    {
        var pin = era.Merchants[member].LinkKeyPin;
        if (_nextLink?.Pin == pin)
        {
            return _nextLink;
        }
        return _link.Pin == pin ? _link : throw new SiloFailure(
            ExitCodes.Usage,
            era.Epoch == 0
                ? $"the link key {_config.LinkKey} is not the one that the genesis file pins for this merchant"
                : $"the link key {_config.LinkKey} is not the one that epoch {era.Epoch} pins for this merchant; name the new one as nextLinkKey");
    }

    /// <summary>
    /// The modules' key of this era, or null where there is none. One that does not fit genesis is refused; in a later era the merchant takes part without it, and says so, because the key
    /// of now must not end it at the turn.
    /// </summary>
    public HybridPrivateKey? ModuleOf(GenesisDocument era)
    {
        if (era.Epoch == 0)
        {
            return ModuleKeyFile.Open(_config.ModuleKey, _passphrase, era);
        }
        foreach (var secret in _modules)
        {
            var key = ModuleKeyFile.Derive(secret);
            if (era.Modules is { } modules && key.PublicKey.SequenceEqual(modules.Key))
            {
                return key;
            }
            key.Dispose();
        }
        return null;
    }

    public void Dispose()
    {
        _key.Dispose();
        _link.Dispose();
        _nextKey?.Dispose();
        _nextLink?.Dispose();
        foreach (var module in _modules)
        {
            module.Dispose();
        }
        _passphrase.Dispose();
    }
}

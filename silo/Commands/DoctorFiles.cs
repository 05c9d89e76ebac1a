using System.Globalization;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary>The files that a configuration names: genesis, keys, passphrase, certificate.</summary>
internal static class DoctorFiles
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;
    private const int SoonDays = 30;

    public static GenesisDocument? Genesis(SiloConfig config, List<DoctorFinding> findings)
    {
        try
        {
            var document = SiloFiles.ReadGenesis(config.Genesis).Document;
            findings.Add(DoctorFinding.Ok("genesis", $"group '{document.Name}' of {document.Merchants.Length}, {document.Hash()}, signed by all{(document.Dev ? "; a development group, whose keys are no secret" : "")}"));
            return document;
        }
        catch (SiloFailure wrong)
        {
            findings.Add(DoctorFinding.Failed("genesis", wrong.Message, "get the file that 'scew group merge' wrote from another merchant"));
            return null;
        }
    }

    /// <summary>Secrets that others on the machine can read.</summary>
    public static void Modes(SiloConfig config, List<DoctorFinding> findings)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        string?[] secrets = [config.Key, config.LinkKey, config.ModuleKey, config.PassphraseFile, config.Certificate, config.CertificatePasswordFile, config.Watching.TokenFile,
            config.DatabasePasswordFile is { } file ? Path.GetFullPath(file, config.Folder) : null];
        var there = secrets.OfType<string>().Where(File.Exists).ToArray();
        var open = there.Where(path => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None).ToArray();
        findings.Add(open.Length == 0
            ? DoctorFinding.Ok("permissions", $"{there.Length} secret files, for their owner alone")
            : DoctorFinding.Failed("permissions", $"others may read or change {string.Join(", ", open)}", "chmod 600 " + string.Join(' ', open)));
        var missing = secrets.OfType<string>().Where(path => !File.Exists(path)).ToArray();
        if (missing.Length > 0)
        {
            findings.Add(DoctorFinding.Failed("files", $"there is no {string.Join(", ", missing)}", "check the paths in the configuration; relative ones begin at its folder"));
        }
    }

    /// <summary>Opens the keys where the passphrase is in a file; otherwise compares what they say in clear.</summary>
    public static void Keys(SiloConfig config, GenesisDocument? genesis, List<DoctorFinding> findings)
    {
        if (config.PassphraseFile is null)
        {
            findings.Add(DoctorFinding.Unknown("keys", "not opened: their passphrase is asked for at the start"));
        }
        else
        {
            try
            {
                using var passphrase = SiloFiles.Passphrase(config.PassphraseFile, config.Key);
                using var key = SiloFiles.OpenSigningKey(config.Key, passphrase);
                using var link = SiloFiles.OpenLinkKey(config.LinkKey, passphrase);
                using var module = genesis is null ? null : ModuleKeyFile.Open(config.ModuleKey, passphrase, genesis);
                findings.Add(DoctorFinding.Ok("keys", $"the passphrase opens them; account {key.Account}"));
            }
            catch (SiloFailure wrong)
            {
                findings.Add(DoctorFinding.Failed("keys", wrong.Message, "restore the files from their backup; another key is another merchant"));
            }
        }
        if (genesis is not null)
        {
            Belonging(config, genesis, findings);
        }
    }

    /// <summary>The merchant whose account the key file says it is; null for none.</summary>
    public static int? MemberOf(SiloConfig config, GenesisDocument? genesis) => genesis is not null && Identity(config.Key) is { } account ? genesis.MemberOf(new Account(account)) : null;

    /// <summary>What browsers will say of the certificate.</summary>
    public static void Certificate(SiloConfig config, Merchant? self, List<DoctorFinding> findings)
    {
        if (config.Certificate is null)
        {
            return;
        }
        try
        {
            using var certificate = HttpsCertificate.Load(config.Certificate, config.CertificatePasswordFile);
            var (from, to, now) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime(), TimeProvider.System.GetUtcNow().UtcDateTime);
            var until = to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var host = self is null ? null : new Uri(self.Url).Host;
            findings.Add(
                !certificate.HasPrivateKey ? DoctorFinding.Failed("certificate", $"{config.Certificate} has no private key", "make it again: openssl pkcs12 -export -inkey ... -in ...")
                : now > to || now < from ? DoctorFinding.Failed("certificate", $"it counts from {from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} to {until}, and not now", "get a new one, or set the clock right")
                : host is not null && !certificate.MatchesHostname(host.Trim('[', ']')) ? DoctorFinding.Warning("certificate", $"it is not for {host}, which genesis names", "right behind a proxy that has one; otherwise get one for that name")
                : (to - now).TotalDays < SoonDays ? DoctorFinding.Warning("certificate", $"it ends on {until}", "get the next one, and restart the silo with it")
                : DoctorFinding.Ok("certificate", $"until {until}"));
        }
        catch (SiloFailure wrong)
        {
            findings.Add(DoctorFinding.Failed("certificate", wrong.Message, "check certificate and certificatePasswordFile"));
        }
    }

    private static void Belonging(SiloConfig config, GenesisDocument genesis, List<DoctorFinding> findings)
    {
        var member = MemberOf(config, genesis);
        var name = member is { } index ? genesis.Merchants[index].Name : null;
        findings.Add(
            name is null ? DoctorFinding.Failed("merchant", $"the signing key {config.Key} is no merchant's of this group", "take the key that the merchant's card was made with")
            : Identity(config.LinkKey) is { } pin && pin != genesis.Merchants[member!.Value].LinkKeyPin ? DoctorFinding.Failed("merchant", $"the link key is not the one that genesis pins for '{name}'", "take the key that the merchant's card was made with")
            : genesis.Modules is { } modules && config.ModuleKey is null ? DoctorFinding.Warning("merchant", $"'{name}', without the secure modules' key: blocks with delegated operations will wait here", $"ask '{modules.Maker}' for a hand-over file: scew-silo module-key take")
            : DoctorFinding.Ok("merchant", $"'{name}', {genesis.Merchants[member!.Value].Url}"));
    }

    private static Digest? Identity(string path) => SecretFile.Read(path, KeyFile.MaxBytes) is { Ok: true } bytes && KeyFile.Parse(bytes.Value) is { Ok: true } file ? file.Value.Identity : null;
}

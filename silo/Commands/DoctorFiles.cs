using System.Globalization;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Silo.Hosting;
using Scew.Storage;

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

    /// <summary>The group of now: as genesis has it, or as the handovers in the database lead to. What is wrong with the database is said elsewhere.</summary>
    public static async Task<GenesisDocument?> PresentAsync(SiloConfig config, GenesisDocument? genesis, List<DoctorFinding> findings)
    {
        if (genesis is null)
        {
            return null;
        }
        try
        {
            var handovers = (await config.Location.ErasAsync()).Select(static era => Handover.Parse(era.Handover)).ToList();
            var (eras, fault) = Handover.Chain(genesis, [.. handovers.OfType<Handover>()], complete: false);
            if (fault != HandoverFault.None || handovers.Contains(null))
            {
                findings.Add(DoctorFinding.Failed("epoch", $"a handover in the database does not prove itself ({fault})", "silo/docs/recovery.md says what to do; never 'init' for a key that has voted"));
            }
            else if (eras.Length > 1)
            {
                findings.Add(DoctorFinding.Ok("epoch", string.Create(CultureInfo.InvariantCulture, $"{eras[^1].Epoch}, of {string.Join(", ", eras[^1].Merchants.Select(static one => one.Name))}")));
            }
            return eras[^1];
        }
        catch (Exception failure) when (failure is StoreException or SiloFailure)
        {
            return genesis;
        }
    }

    /// <summary>Secrets that others on the machine can read.</summary>
    public static void Modes(SiloConfig config, List<DoctorFinding> findings)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        string?[] secrets = [config.Key, config.LinkKey, config.ModuleKey, config.NextKey, config.NextLinkKey, config.NextModuleKey, config.PassphraseFile, config.Certificate, config.CertificatePasswordFile, config.Watching.TokenFile,
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
    public static void Keys(SiloConfig config, GenesisDocument? present, List<DoctorFinding> findings)
    {
        var hasModules = config.ModuleKey is not null || config.NextModuleKey is not null;
        if (config.PassphraseFile is null)
        {
            findings.Add(DoctorFinding.Unknown("keys", "not opened: their passphrase is asked for at the start"));
        }
        else
        {
            try
            {
                using var keys = new MerchantKeys(config);
                using var module = present is null ? null : keys.ModuleOf(present);
                hasModules = module is not null;
                findings.Add(DoctorFinding.Ok("keys", $"the passphrase opens them; account {(present is null ? keys.Accounts[0] : keys.SigningOf(present).Account)}"));
            }
            catch (SiloFailure wrong)
            {
                findings.Add(DoctorFinding.Failed("keys", wrong.Message, "restore the files from their backup; another key is another merchant"));
            }
        }
        if (present is not null)
        {
            Belonging(config, present, hasModules, findings);
        }
    }

    /// <summary>The merchant whose account a key file says it is; null for none.</summary>
    public static int? MemberOf(SiloConfig config, GenesisDocument? present) => present is null ? null
        : Identities(config.Key, config.NextKey).Select(account => present.MemberOf(new Account(account))).FirstOrDefault(static member => member is not null);

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

    private static void Belonging(SiloConfig config, GenesisDocument present, bool hasModules, List<DoctorFinding> findings)
    {
        var member = MemberOf(config, present);
        var self = member is { } index ? present.Merchants[index] : null;
        var pins = Identities(config.LinkKey, config.NextLinkKey).ToArray();
        findings.Add(
            self is null ? DoctorFinding.Failed("merchant", $"the signing key {config.Key} is no merchant's of this group", "take the key that the merchant's card was made with")
            : pins.Length > 0 && !pins.Contains(self.LinkKeyPin) ? DoctorFinding.Failed("merchant", $"the link key is not the one that {(present.Epoch == 0 ? "genesis" : "the epoch")} pins for '{self.Name}'", "take the key that the merchant's card was made with")
            : present.Modules is { } modules && !hasModules ? DoctorFinding.Warning("merchant", $"'{self.Name}', without the secure modules' key: blocks with delegated operations will wait here", $"ask '{modules.Maker}' for a hand-over file: scew-silo module-key take")
            : DoctorFinding.Ok("merchant", $"'{self.Name}', {self.Url}"));
    }

    private static IEnumerable<Digest> Identities(params string?[] paths) => paths.OfType<string>()
        .Select(static path => SecretFile.Read(path, KeyFile.MaxBytes) is { Ok: true } bytes && KeyFile.Parse(bytes.Value) is { Ok: true } file ? file.Value.Identity : (Digest?)null).OfType<Digest>();
}

using System.Collections.Immutable;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;
using Scew.Silo.Commands;

namespace Scew.Silo.Hosting;

/// <summary>Reads the files that a silo starts from; every problem becomes a sentence with what to do.</summary>
internal static class SiloFiles
{
    public static GenesisFile ReadGenesis(string path)
    {
        if (!File.Exists(path))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no genesis file {path}; ask another merchant of the group for the signed one");
        }
        if (new FileInfo(path).Length > GenesisDocument.MaxBytes)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path} is larger than a genesis file can be");
        }
        var (result, file) = GenesisFile.Parse(File.ReadAllBytes(path));
        return file ?? throw new SiloFailure(ExitCodes.Usage, $"{path} is no genesis file of a group: {result.Message}");
    }

    /// <summary>A file of handovers, each decoded and none believed yet.</summary>
    public static ImmutableArray<Handover> ReadHandovers(string path)
    {
        if (!File.Exists(path))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no file {path}; fetch the handovers from a merchant: scew group handovers --out FILE");
        }
        if (new FileInfo(path).Length > HandoverFile.MaxBytes)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path} is larger than a file of handovers can be");
        }
        return HandoverFile.Parse(File.ReadAllBytes(path))
            ?? throw new SiloFailure(ExitCodes.Usage, $"{path} is no file of handovers; fetch them from a merchant: scew group handovers --out FILE");
    }

    /// <summary>The witness file of a signing key, beside it: what the key signed is counted where the key is, not where the database is.</summary>
    public static string WitnessOf(string keyFile) => keyFile + ".witness";

    /// <summary>From the file, or asked for at the terminal.</summary>
    public static Passphrase Passphrase(string? file, string keyFile)
    {
        var read = file is not null ? Keys.Files.Passphrase.ReadFile(file) : Ask(keyFile);
        return read.Value ?? throw new SiloFailure(ExitCodes.Locked, read.Problem!.Message);
    }

    /// <summary>As <see cref="Passphrase"/>, for what is sealed now: typed twice at the terminal.</summary>
    public static Passphrase NewPassphrase(string? file, string keyFile)
    {
        var first = Passphrase(file, keyFile);
        if (file is null)
        {
            using var again = Passphrase(null, keyFile + " once more");
            if (!first.SameAs(again))
            {
                first.Dispose();
                throw new SiloFailure(ExitCodes.Usage, "the two passphrases differ; nothing was done");
            }
        }
        return first;
    }

    public static SigningKey OpenSigningKey(string path, Passphrase passphrase)
    {
        var opened = ReadKey(path).OpenSigning(passphrase);
        return opened.Value ?? throw new SiloFailure(ExitCodes.Locked, $"{path}: {opened.Problem!.Message}");
    }

    public static LinkKey OpenLinkKey(string path, Passphrase passphrase)
    {
        var opened = ReadKey(path).OpenLink(passphrase);
        return opened.Value ?? throw new SiloFailure(ExitCodes.Locked, $"{path}: {opened.Problem!.Message}");
    }

    public static SecretKey OpenModuleKey(string path, Passphrase passphrase)
    {
        var opened = ReadKey(path).OpenSecret(KeyKind.Module, passphrase);
        return opened.Value ?? throw new SiloFailure(ExitCodes.Locked, $"{path}: {opened.Problem!.Message}");
    }

    private static KeyFile ReadKey(string path)
    {
        var bytes = SecretFile.Read(path, KeyFile.MaxBytes);
        if (!bytes.Ok)
        {
            throw new SiloFailure(ExitCodes.Locked, $"the key file {path} cannot be read: {bytes.Problem.Message}");
        }
        var parsed = KeyFile.Parse(bytes.Value);
        return parsed.Value ?? throw new SiloFailure(ExitCodes.Locked, $"{path}: {parsed.Problem!.Message}");
    }

    private static KeyResult<Passphrase> Ask(string keyFile)
    {
        if (Console.IsInputRedirected)
        {
            throw new SiloFailure(ExitCodes.Locked, $"the key {keyFile} needs its passphrase: give passphraseFile (--passphrase-file), or start from a terminal");
        }
        Console.Error.Write($"Passphrase of {keyFile}: ");
        // Never moved or grown, so that no copies stay behind.
        var typed = GC.AllocateArray<char>(Keys.Files.Passphrase.MaxBytes + 1, pinned: true);
        var count = 0;
        while (Console.ReadKey(true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && count > 0)
            {
                typed[--count] = '\0';
            }
            else if (!char.IsControl(key.KeyChar) && count < typed.Length)
            {
                typed[count++] = key.KeyChar;
            }
        }
        Console.Error.WriteLine();
        var passphrase = Keys.Files.Passphrase.FromChars(typed.AsSpan(0, count));
        Array.Clear(typed);
        return passphrase;
    }
}

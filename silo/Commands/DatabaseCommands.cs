using System.Collections.Immutable;
using Scew.Protocol.Groups;
using Scew.Silo.Admin;
using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo init|recover|backup|restore|audit</c>: a merchant's database from its making to its loss.</summary>
internal static class DatabaseCommands
{
    public static async Task<int> InitAsync(MerchantFiles files, string? handovers)
    {
        var (seat, chain) = files.Seat(handovers);
        var member = seat.Require([files.Account]);
        await files.Database.InitializeAsync(files.Group, member, files.Witness);
        await FoundAsync(files, member, chain);
        await Console.Out.WriteLineAsync($"{files.Database}: database of merchant '{seat.Present.Merchants[member].Name}' in group {files.Group}{InEpoch(seat)}");
        return ExitCodes.Ok;
    }

    public static async Task<int> RecoverAsync(MerchantFiles files, string? handovers)
    {
        var (seat, chain) = files.Seat(handovers);
        var member = seat.Require([files.Account]);
        await files.Database.RecoverAsync(files.Group, member);
        await FoundAsync(files, member, chain);
        await Console.Out.WriteLineAsync(
            $"{files.Database}: empty database of merchant '{seat.Present.Merchants[member].Name}' in group {files.Group}{InEpoch(seat)}; what was there is kept aside. "
            + "Its key may have voted before: 'run' asks the others what it signed, fetches everything, and only then votes.");
        return ExitCodes.Ok;
    }

    public static async Task<int> BackupAsync(string configFile, string target)
    {
        var path = Path.GetFullPath(target);
        if (File.Exists(path))
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path} exists already; choose another name, a backup never replaces a file");
        }
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new SiloFailure(ExitCodes.Usage, $"there is no folder {Path.GetDirectoryName(path)}");
        }
        var files = MerchantFiles.Of(configFile);
        if (await AdminClient.AskAsync(files.KeyFile, "backup " + path) is { } answer)
        {
            return await AnswerAsync(answer, $"{path}: backup of the running silo; 'scew-silo audit --config ... {target}' checks it");
        }
        var (store, _) = await files.OpenAsync();
        await using var opened = store;
        await store.BackupAsync(path);
        await Console.Out.WriteLineAsync($"{path}: backup; 'scew-silo audit --config ... {target}' checks it");
        return ExitCodes.Ok;
    }

    public static async Task<int> RestoreAsync(string configFile, string backup)
    {
        var files = MerchantFiles.Of(configFile);
        await files.Database.RestoreAsync(Path.GetFullPath(backup), files.Group, Whose(files));
        await Console.Out.WriteLineAsync(
            $"{files.Database}: restored from {backup}; what was there is kept aside. 'run' asks the others what its key signed since, and only then votes.");
        return ExitCodes.Ok;
    }

    public static async Task<int> AuditAsync(string configFile, string? backup)
    {
        var files = MerchantFiles.Of(configFile);
        if (backup is not null)
        {
            return await AuditBackupAsync(files, Path.GetFullPath(backup));
        }
        if (await AdminClient.AskAsync(files.KeyFile, "audit") is { } answer)
        {
            return await AnswerAsync(answer, answer.Message);
        }
        var (store, seat) = await files.OpenAsync();
        await using var opened = store;
        return await files.AuditAsync(store, seat, files.Database.ToString());
    }

    // A backup is checked by what a restore would do with it, in a place of its own.
    private static async Task<int> AuditBackupAsync(MerchantFiles files, string backup)
    {
        var folder = Directory.CreateTempSubdirectory("scew-audit-").FullName;
        try
        {
            await SqliteReplicaStore.RestoreAsync(backup, folder, files.Group, null, Whose(files));
            var (store, seat) = await MerchantSeat.OpenAsync(DatabaseLocation.Parse(folder, null, folder), files.Genesis, files.Accounts, null);
            await using var opened = store;
            return await files.AuditAsync(store, seat, backup);
        }
        catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
        {
            throw new SiloFailure(ExitCodes.Storage, $"the backup {backup} is damaged: {e.Message.Replace(folder, backup, StringComparison.Ordinal)} Use another one, or 'scew-silo recover'.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Action<StoreIdentity, ImmutableArray<StoredEra>> Whose(MerchantFiles files) => (identity, eras) =>
    {
        var seat = MerchantSeat.Of(identity, eras, files.Genesis, files.Accounts, "the backup");
        if (!seat.Eras.Any(era => files.Accounts.Any(account => era.MemberOf(account) is not null)))
        {
            throw new SiloFailure(
                ExitCodes.Usage,
                $"the backup ends in epoch {seat.Present.Epoch}, and up to it account {files.Account} is no merchant of group '{seat.Present.Name}'. Where the key is newer than the backup, "
                + "name the old one as key and the new one as nextKey, or make an empty database: scew-silo recover --handovers FILE");
        }
    };

    private static string InEpoch(MerchantSeat seat) => seat.Present.Epoch == 0 ? "" : $", epoch {seat.Present.Epoch}";

    /// <summary>A database that begins in a later era is told of those before it.</summary>
    private static async Task FoundAsync(MerchantFiles files, int member, ImmutableArray<Handover> chain)
    {
        if (!chain.IsEmpty)
        {
            await using var store = await files.Database.OpenAsync(files.Group, member, null);
            await store.FoundAsync([.. chain.Select(static one => new StoredEra(one.Epoch + 1, one.Height, true, one.Encode()))]);
        }
    }

    private static async Task<int> AnswerAsync(AdminAnswer answer, string done)
    {
        if (answer.ExitCode != ExitCodes.Ok)
        {
            throw new SiloFailure(answer.ExitCode, answer.Message);
        }
        await Console.Out.WriteLineAsync(done);
        return ExitCodes.Ok;
    }
}

namespace Scew.Storage.Tests;

/// <summary>Takes a database with its journal as it lies on the disk while the store is open, and damages copies of it.</summary>
internal static class Damage
{
    private const int Heights = 30;

    /// <summary>Cuts 1 to <paramref name="bytes"/> bytes off the journal, every <paramref name="step"/>-th length; gives the number of copies.</summary>
    internal static async Task<int> TruncateAsync(string folder, int bytes, int step)
    {
        var (image, witness, log) = await ImageAsync(folder);
        var tried = 0;
        for (var cut = 1; cut <= bytes; cut += step)
        {
            await TryAsync(image, witness, log, copy => Change(copy + "-wal", file => file.SetLength(file.Length - cut)));
            tried++;
        }
        return tried;
    }

    /// <summary>Turns a byte of the journal's last page, every <paramref name="step"/>-th.</summary>
    internal static async Task<int> TurnTailAsync(string folder, int step)
    {
        var (image, witness, log) = await ImageAsync(folder);
        var tried = 0;
        for (var at = 1; at <= Sqlite.SqliteStoreOptions.PageBytes + 24; at += step)
        {
            await TryAsync(image, witness, log, copy => Change(copy + "-wal", file => Turn(file, file.Length - at, 0xff)));
            tried++;
        }
        return tried;
    }

    /// <summary>Turns bits on every page of the closed database; a bit that no answer shows counts as found by nobody needing it.</summary>
    internal static async Task<(int Tried, int Found)> TurnPagesAsync(string folder, int perPage)
    {
        var (image, witness, log) = await ImageAsync(folder);
        await using (var store = await OpenAsync(image, witness))
        {
        }
        var whole = await AnswersAsync(image, witness);
        var pages = new FileInfo(Path.Combine(image, "replica.1.db")).Length / Sqlite.SqliteStoreOptions.PageBytes;
        var random = new Random(6);
        var (tried, found) = (0, 0);
        for (var page = 0; page < pages; page++)
        {
            for (var i = 0; i < perPage; i++)
            {
                var at = page * Sqlite.SqliteStoreOptions.PageBytes + (long)random.Next(Sqlite.SqliteStoreOptions.PageBytes);
                var bit = (byte)(1 << random.Next(8));
                using var copy = new TempFolder();
                Copy(image, copy.Path);
                Change(Path.Combine(copy.Path, "replica.1.db"), file => Turn(file, at, bit));
                var answers = await AnswersAsync(copy.Path, witness);
                tried++;
                found += answers is null ? 1 : 0;
                Assert.True(answers is null || answers == whole, $"page {page + 1}: bit {bit} of byte {at} changes an answer and nothing notices");
            }
        }
        return (tried, found);
    }

    /// <summary>
    /// Cuts the database's main file at every page and within it, every <paramref name="step"/>-th: once closed, everything in it, and once with its journal beside it. Gives the number
    /// of copies and how many opened in doubt or whole; the others were refused.
    /// </summary>
    internal static async Task<(int Tried, int Opened)> TruncateMainAsync(string folder, int step)
    {
        var (image, witness, log) = await ImageAsync(folder);
        var (tried, opened) = (0, 0);
        foreach (var closed in new[] { false, true })
        {
            if (closed)
            {
                await using var store = await OpenAsync(image, witness);
            }
            var length = new FileInfo(Path.Combine(image, "replica.1.db")).Length;
            for (var kept = 0L; kept < length; kept += step * Sqlite.SqliteStoreOptions.PageBytes / 2)
            {
                opened += await TryAsync(image, witness, log, copy => Change(copy, file => file.SetLength(kept))) ? 1 : 0;
                tried++;
            }
        }
        return (tried, opened);
    }

    /// <summary>The main file, with its journal or without, a second time under the name of the next copy; gives whether that database was opened.</summary>
    internal static async Task<bool> DuplicateAsync(string folder, bool withJournal)
    {
        var (image, witness, log) = await ImageAsync(folder);
        return await TryAsync(image, witness, log, copy =>
        {
            var next = copy.Replace("replica.1.db", "replica.2.db", StringComparison.Ordinal);
            File.Copy(copy, next);
            if (withJournal)
            {
                File.Copy(copy + "-wal", next + "-wal");
            }
        });
    }

    /// <summary>Opens a changed copy: in doubt, or with all that was acknowledged, or false where it is refused.</summary>
    private static async Task<bool> TryAsync(string image, string witness, TrueLog log, Action<string> change)
    {
        using var copy = new TempFolder();
        Copy(image, copy.Path);
        change(Path.Combine(copy.Path, "replica.1.db"));
        var seen = Path.Combine(copy.Path, "key.witness");
        File.Copy(witness, seen);
        try
        {
            await using var store = await OpenAsync(copy.Path, seen);
            var head = (await store.ReadHeadAsync())?.Height ?? 0;
            var votes = await store.ReadVotesAboveAsync(0);
            var doubt = (await store.TakeLeaseAsync(Samples.Second)).Doubt;
            Assert.True(doubt == StoreDoubt.WitnessAhead || (head == Heights && votes.Length == Heights), $"lost votes without a doubt: {votes.Length}");
            Same.Registers(log.Registers(head), await RegistersAsync(store));
            Assert.Null((await store.AuditAsync()).Fault);
            return true;
        }
        catch (StoreException failure)
        {
            Assert.Contains(failure.Fault, new[] { StoreFault.Corrupt, StoreFault.Failed, StoreFault.NotInitialised });
            return false;
        }
    }

    /// <summary>The files as a power cut would leave them, the last commit a safety write.</summary>
    private static async Task<(string Image, string Witness, TrueLog Log)> ImageAsync(string folder)
    {
        var (live, image, witness) = (Path.Combine(folder, "live"), Path.Combine(folder, "image"), Path.Combine(folder, "key.witness"));
        var log = new TrueLog(5, Heights);
        await SqliteReplicaStore.InitializeAsync(live, Samples.Genesis, 1);
        await using var store = await OpenAsync(live, witness);
        await store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(store, Samples.First, 1, Heights, step: 5);
        await store.WriteSafetyAsync(Samples.Safety(Samples.First, lease: 99));
        Directory.CreateDirectory(image);
        foreach (var name in new[] { "replica.1.db", "replica.1.db-wal", "replica.state" })
        {
            File.Copy(Path.Combine(live, name), Path.Combine(image, name));
        }
        return (image, witness, log);
    }

    private static async Task<string?> AnswersAsync(string folder, string witness)
    {
        try
        {
            using var keys = new TempFolder();
            var seen = Path.Combine(keys.Path, "key.witness");
            File.Copy(witness, seen);
            await using var store = await OpenAsync(folder, seen);
            if ((await store.AuditAsync()).Fault is not null)
            {
                return null;
            }
            return (await Fingerprint.OfAsync(store)).ToString() + (await store.ReadHeadAsync());
        }
        catch (StoreException)
        {
            return null;
        }
    }

    private static async Task<List<Protocol.Registers.Register>> RegistersAsync(SqliteReplicaStore store)
    {
        var registers = new List<Protocol.Registers.Register>();
        await foreach (var register in store.ReadRegistersAsync())
        {
            registers.Add(register);
        }
        return registers;
    }

    private static Task<SqliteReplicaStore> OpenAsync(string folder, string witness) => SqliteReplicaStore.OpenAsync(folder, Samples.Genesis, 1, witness);

    private static void Change(string path, Action<FileStream> change)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        change(file);
    }

    private static void Turn(FileStream file, long at, byte mask)
    {
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ mask));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}

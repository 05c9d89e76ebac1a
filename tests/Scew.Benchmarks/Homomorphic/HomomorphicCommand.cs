using System.Security.Cryptography;
using System.Text.Json;
using Scew.Benchmarks.Reports;
using Scew.Homomorphic.Additive;

namespace Scew.Benchmarks.Homomorphic;

/// <summary>What encrypted integers cost on this machine, on one thread.</summary>
internal static class HomomorphicCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(HomomorphicOptions options, string command)
    {
        await Console.Error.WriteLineAsync($"drawing primes for {options.Bits} bits ...");
        using var key = Draw(options.Bits);
        var exported = new byte[key.ExportBytes];
        key.Export(exported);
        var half = exported.Length / 2;
        var other = new BigIntegerPaillier(exported.AsSpan(1, half), exported.AsSpan(1 + half), key.PublicKey.Encoded[(1 + key.PublicKey.ModulusBytes)..]);
        var measure = new SideBySide(options.Rounds);
        var rows = new List<HomomorphicRow>();
        foreach (var row in new AdditiveRows(measure, key, other).Run().Concat(new ModuleRows(measure, key).Run()))
        {
            // Promised for 2048 bits only.
            rows.Add(options.Bits == 2048 ? row : row with { TargetMicroseconds = null });
            await Console.Error.WriteLineAsync(row.Operation);
        }
        Console.WriteLine(TableOf(rows).ToText());
        var machine = Machine.Read(command);
        Console.WriteLine(machine.Description);
        if (options.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { options.Bits, machine, rows }, Json));
            await Console.Error.WriteLineAsync($"wrote {file}");
        }
        return rows.Exists(row => row.WithinTarget == false) ? 1 : 0;
    }

    private static Table TableOf(IEnumerable<HomomorphicRow> rows)
    {
        var table = new Table(1, "operation", "us", "BigInteger us", "times", "target us", "within");
        foreach (var row in rows)
        {
            table.Add([
                row.Operation, Table.Number(row.Microseconds, row.Microseconds < 100 ? 2 : 0), Table.Number(row.BigIntegerMicroseconds, 1), Table.Number(row.Ratio, 1),
                Table.Number(row.TargetMicroseconds, row.TargetMicroseconds < 1 ? 1 : 0), row.WithinTarget switch { true => "yes", false => "NO", null => "" },
            ]);
        }
        return table;
    }

    /// <summary>RSA key generation draws the primes; about one pair in six serves.</summary>
    private static PaillierPrivateKey Draw(int bits)
    {
        while (true)
        {
            using var rsa = RSA.Create(bits);
            var parameters = rsa.ExportParameters(true);
            if (PaillierPrivateKey.TryCreate(parameters.P, parameters.Q, RandomNumberGenerator.GetBytes(PaillierPrivateKey.SeedBytes), out _) is { } key)
            {
                return key;
            }
        }
    }
}

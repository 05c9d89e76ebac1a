using System.Globalization;

namespace Scew.Benchmarks;

/// <summary>What <c>throughput</c> measures.</summary>
internal sealed record BenchmarkOptions
{
    public bool Json { get; init; }

    public int Seconds { get; init; } = 10;

    public int Rounds { get; init; } = 3;

    public int WarmUpSeconds { get; init; } = 30;

    public int IdleSeconds { get; init; } = 10;

    public int Wallets { get; init; } = 64;

    public IReadOnlyList<int> Clients { get; init; } = [1, 16, 64, 256];

    public static BenchmarkOptions? Parse(string[] arguments)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--json":
                    options = options with { Json = true };
                    continue;
                case "--seconds" when Number(value) is { } seconds:
                    options = options with { Seconds = seconds };
                    break;
                case "--rounds" when Number(value) is { } rounds:
                    options = options with { Rounds = rounds };
                    break;
                case "--warm-up" when Number(value) is { } warmUp:
                    options = options with { WarmUpSeconds = warmUp };
                    break;
                case "--idle" when Number(value) is { } idle:
                    options = options with { IdleSeconds = idle };
                    break;
                case "--wallets" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var wallets) && wallets is > 0 and <= 1_000_000:
                    options = options with { Wallets = wallets };
                    break;
                case "--clients" when value.Split(',').Select(Number).ToArray() is var clients && clients.All(count => count is not null):
                    options = options with { Clients = [.. clients.Select(count => count!.Value)] };
                    break;
                default:
                    return null;
            }
            i++;
        }
        return options;
    }

    public static int Usage()
    {
        Console.Error.WriteLine("usage: throughput [--json] [--clients 1,16,64,256] [--seconds 10] [--rounds 3] [--idle 10] [--warm-up 30] [--wallets 64]");
        return 2;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 3600 ? number : null;
}

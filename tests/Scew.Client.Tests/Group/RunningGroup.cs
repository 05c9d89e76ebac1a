using System.Diagnostics;
using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Client.Submission;
using Scew.Client.Tests.Cli;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Group;

/// <summary>Four real silos, started once through <c>dev up</c> for all tests of the collection. Tests share them, so each uses customers of its own.</summary>
public sealed class RunningGroup : IAsyncLifetime
{
    private DevNet? _net;

    public ConsoleRun Console { get; } = new();

    public DevNet Net => _net ?? throw new InvalidOperationException("the group is not running");

    public ScewClient Client { get; private set; } = null!;

    public JsonElement Up { get; private set; }

    public Task InitializeAsync()
    {
        var (exit, stdout, stderr) = Console.Run("dev", "up", "--json");
        Assert.True(exit == 0, stdout + stderr);
        Up = JsonDocument.Parse(stdout).RootElement.GetProperty("data");
        _net = DevNet.Adopt(new DevNetOptions { Folder = Up.GetProperty("folder").GetString()! });
        Client = Net.CreateClient(new ClientOptions { Outbox = new Outbox(Path.Combine(Console.Home, "library")) });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (_net is not null)
        {
            await _net.DisposeAsync();
        }
        Console.Dispose();
    }

    /// <summary>A request of a customer, valid as long as the library makes it or shorter.</summary>
    public SignedRequest Sign(Operation operation, SigningKey key, TimeSpan? validity = null)
    {
        var until = validity is { } time ? DateTimeOffset.UtcNow.Add(time).ToUnixTimeMilliseconds() : Client.ValidUntil(1);
        var made = RequestSigner.Sign(Client.Verifier.Group.Genesis, operation, until, key);
        return made.Request ?? throw new InvalidOperationException(made.Message);
    }

    /// <summary>A customer's new wallet with points of merchant a in it.</summary>
    public async Task<string> WalletAsync(SigningKey key, long points)
    {
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        await SettledAsync(Sign(new CreateWallet(wallet, 0), key));
        await SettledAsync(Sign(new Sum(wallet, points), Net.Merchants[0].Key));
        return wallet;
    }

    /// <summary>Waits for something that takes as long as the machine needs; past the limit the test fails and says what did not come.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds, int seconds = 120)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, $"not within {seconds} s: {what}");
            await Task.Delay(100);
        }
    }

    /// <summary>The receipt of a request that must succeed.</summary>
    public async Task<Receipts.VerifiedReceipt> SettledAsync(SignedRequest request, int merchant = 0)
    {
        var settled = Assert.IsType<SubmitOutcome.Settled>(await Client.SubmitAsync(request, merchant));
        Assert.True(settled.Receipt.Succeeded, settled.Receipt.Message);
        return settled.Receipt;
    }
}

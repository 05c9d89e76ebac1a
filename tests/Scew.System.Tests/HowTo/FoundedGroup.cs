using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Client.DevNets;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>
/// Four merchants on this machine who did what <c>found-a-group.md</c> says and nothing else: its own blocks, with the names of hosts and the ports replaced by free ones here, and files carried
/// where the page says that they are sent. The silos run until the end.
/// </summary>
public sealed partial class FoundedGroup : IAsyncLifetime
{
    public const string Name = "a group that was founded by the page";

    private static readonly string[] Founders = ["shop-a", "shop-b", "shop-c", "shop-d"];

    private readonly TempFolder _folder = new();
    private readonly List<HowToBlock> _blocks = HowToPage.Read("found-a-group.md");
    private readonly List<MerchantMachine> _machines = [];
    private X509Certificate2 _authority = null!;
    private string _set = "";
    private string _run = "";

    /// <summary>The members of now, in the order of their era.</summary>
    internal List<MerchantMachine> Merchants { get; } = [];

    /// <summary>More names that stand on the pages, and what they are on this machine.</summary>
    internal List<(string Page, string Here)> Names { get; } = [];

    /// <summary>What the last block, in which the coordinator pays, printed.</summary>
    public string LastOutput { get; private set; } = "";

    internal MerchantMachine Coordinator => Merchants[0];

    public async Task InitializeAsync()
    {
        var ports = FreePorts.Pick(2 * Founders.Length);
        MerchantMachine.InstallConsole(_folder.Path);
        WriteAuthority();
        Merchants.AddRange(Founders.Select((name, i) => NewMachine(name, ports[2 * i], ports[2 * i + 1])));
        foreach (var block in _blocks)
        {
            await FollowAsync(block);
        }
    }

    public async Task DisposeAsync()
    {
        try
        {
            _client?.Dispose();
            await Task.WhenAll(_machines.Select(machine => machine.StopAsync()));
        }
        finally
        {
            _machines.ForEach(machine => machine.Dispose());
            _authority.Dispose();
            _folder.Dispose();
        }
    }

    /// <summary>Commands of a page at one merchant, with the variables that the first step set.</summary>
    internal Task<string> RunAsync(MerchantMachine merchant, string commands, string input = "") => merchant.RunAsync(SetAt(merchant) + commands, input);

    /// <summary>Another machine that knows the same names: a newcomer's, an operator's.</summary>
    internal MerchantMachine NewMachine(string name, int port = 0, int peerPort = 0)
    {
        var machine = new MerchantMachine(_folder.Path, name, port, peerPort, Local);
        machine.WriteCertificate(_authority);
        _machines.Add(machine);
        return machine;
    }

    /// <summary>The block of the founding page with these words.</summary>
    internal string Block(params string[] words) => _blocks.First(block => block.Words.SequenceEqual(words)).Commands;

    /// <summary>Starts a silo again by the page's command.</summary>
    internal void Start(MerchantMachine merchant) => merchant.StartSilo(_run);

    /// <summary>Waits until the coordinator's console sees this many merchants in the state "normal".</summary>
    internal async Task WaitForAsync(int normal)
    {
        var seen = "";
        for (var i = 0; i < 120; i++)
        {
            var (_, output, error) = await Coordinator.TryAsync("scew status");
            seen = output + error;
            if (output.Split('\n').Count(line => line.Contains(" normal ", StringComparison.Ordinal)) >= normal)
            {
                return;
            }
            await Task.Delay(500);
        }
        Assert.Fail(seen + string.Concat(Merchants.Select(merchant => merchant.Name + "\n" + File.ReadAllText(merchant.At("silo.log")))));
    }

    private async Task FollowAsync(HowToBlock block)
    {
        switch (block.Words)
        {
            case ["every", "set"]:
                _set = block.Commands;
                break;
            case ["every", "hash"]:
                // What the coordinator reads to the others by telephone.
                var hash = (await Coordinator.RunAsync("scew group check corner.draft.json -o id")).Trim();
                await Task.WhenAll(Merchants.Select(merchant => RunAsync(merchant, block.Commands, hash[..12] + "\n")));
                break;
            case ["every", "run"]:
                _run = block.Commands;
                Merchants.ForEach(Start);
                await RunAsync(Coordinator, _blocks[^1].Commands.Split('\n').First(line => line.StartsWith("HASH=", StringComparison.Ordinal)) + "\n" + ProfileLine().Replace("corner", "waiting", StringComparison.Ordinal));
                await WaitForAsync(Founders.Length);
                break;
            case ["every"] or ["every", "config"]:
                await Task.WhenAll(Merchants.Select(merchant => RunAsync(merchant, block.Commands)));
                break;
            case ["others"]:
                await Task.WhenAll(Merchants.Skip(1).Select(merchant => RunAsync(merchant, block.Commands)));
                break;
            default:
                Assert.Equal(["coordinator"], block.Words);
                LastOutput = await RunAsync(Coordinator, block.Commands);
                break;
        }
        Send();
    }

    private string ProfileLine() => _blocks[^1].Commands.Split('\n').First(line => line.StartsWith("scew profile add", StringComparison.Ordinal));

    // "Send it to ...": cards and consents go to the coordinator, draft, genesis and each one's own module file go from it, with the password.
    private void Send()
    {
        foreach (var merchant in Merchants.Skip(1))
        {
            Carry(merchant, Coordinator, merchant.Name + ".card.json", merchant.Name + ".consent.json");
            Carry(Coordinator, merchant, "corner.draft.json", "genesis.json", merchant.Name + ".module.json");
            if (File.Exists(Coordinator.At("hand-over")) && !File.Exists(merchant.At("module.key.json")))
            {
                Carry(Coordinator, merchant, "hand-over");
            }
        }
    }

    /// <summary>Files go from one machine to another: those that are there, and are not there yet.</summary>
    internal static void Carry(MerchantMachine from, MerchantMachine to, params string[] files)
    {
        foreach (var file in files.Where(file => File.Exists(from.At(file)) && !File.Exists(to.At(file))))
        {
            if (!file.EndsWith(".module.json", StringComparison.Ordinal) || !File.Exists(to.At("module.key.json")))
            {
                File.Copy(from.At(file), to.At(file));
            }
        }
    }

    // The block that a merchant fills in: its own name, and the addresses that are free here.
    private string SetAt(MerchantMachine merchant) => _set.Replace("shop-a", merchant.Name, StringComparison.Ordinal)
        .Replace("https://0.0.0.0:443", Inv($"https://127.0.0.1:{merchant.Port}"), StringComparison.Ordinal)
        .Replace("0.0.0.0:7001", Inv($"127.0.0.1:{merchant.PeerPort}"), StringComparison.Ordinal);

    private string Local(string commands) => _machines.Aggregate(
        Names.Aggregate(commands, static (text, name) => text.Replace(name.Page, name.Here, StringComparison.Ordinal))
            .Replace("/usr/lib/scew/", Path.Combine(HowToPage.Root, "silo", "deploy") + "/", StringComparison.Ordinal),
        static (text, machine) => text
            .Replace($"https://{machine.Name}.example", Inv($"https://127.0.0.1:{machine.Port}"), StringComparison.Ordinal)
            .Replace($"{machine.Name}.example:7001", Inv($"127.0.0.1:{machine.PeerPort}"), StringComparison.Ordinal));

    private void WriteAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority of a test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(MerchantMachine.ValidFrom, MerchantMachine.ValidTo);
        File.WriteAllText(_folder.File("authority.pem"), _authority.ExportCertificatePem());
    }

    private static string Inv(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

[CollectionDefinition(FoundedGroup.Name)]
public sealed class FoundedGroupTests : ICollectionFixture<FoundedGroup>;

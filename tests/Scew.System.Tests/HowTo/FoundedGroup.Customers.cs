using System.Globalization;
using Scew.Client;
using Scew.Client.Eras;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>Customers of the group, with programs of their own instead of the console.</summary>
public sealed partial class FoundedGroup
{
    /// <summary>What each payer begins with.</summary>
    internal const long Funds = 100_000;

    private ScewClient? _client;

    /// <summary>A program that was told genesis and nothing else; it follows the members by itself.</summary>
    internal ScewClient Client => _client ??= new ScewClient(
        GenesisFile.Parse(File.ReadAllBytes(Coordinator.At("genesis.json"))).File!.Document,
        new ClientOptions
        {
            Handovers = new HandoverStore(Directory.CreateDirectory(_folder.File("customers")).FullName),
            Roots = [System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(_authority.RawData)],
            SubmitDeadline = TimeSpan.FromSeconds(90),
            ReadTimeout = TimeSpan.FromSeconds(30),
        });

    /// <summary>A customer with two wallets; the coordinator pays in.</summary>
    internal async Task<TransferLoad> NewPayerAsync()
    {
        var payer = SigningKey.Create();
        var wallets = new[] { "left", "right" }.Select(name => IdRules.OwnPrefix(payer.Account) + ":" + name).ToArray();
        foreach (var wallet in wallets)
        {
            var outcome = await Client.SubmitAsync(RunningGroup.Sign(Client, new CreateWallet(wallet, 0), Client.ValidUntil(1), payer));
            Assert.IsType<Scew.Client.Submission.SubmitOutcome.Settled>(outcome);
        }
        await Coordinator.RunAsync(string.Create(CultureInfo.InvariantCulture, $"scew wallet issue '{wallets[0]}' {Funds} --key points --password-file passphrase"));
        return new TransferLoad(Client, payer, wallets[0], wallets[1], Funds);
    }

    /// <summary>What each member of now says of itself; null for one that says nothing.</summary>
    internal async Task<StatusResponse?[]> StatusesAsync() => await Task.WhenAll(Client.Merchants.Select(async merchant =>
        await Client.StatusAsync(merchant.Index) is MerchantAnswer.Body body ? ApiReader.Status(body.Bytes) : null));

    /// <summary>Waits until all are well and linked to each other, and this one is where the others are.</summary>
    internal Task UntilWellAsync(MerchantMachine one) => RunningGroup.UntilAsync($"{one.Name} is well", async () =>
    {
        var all = (await StatusesAsync()).OfType<StatusResponse>().ToList();
        var own = all.Find(status => status.Merchant == one.Name);
        return all.Count == Client.Merchants.Length && own is not null && all.TrueForAll(status => status.State == "normal" && status.Peers.All(static peer => peer.Connected))
            && own.ExecutedHeight >= all.Where(status => status != own).Min(static status => status.CertifiedHeight);
    }, 120, () => string.Concat(_machines.Where(static machine => File.Exists(machine.At("silo.log"))).Select(machine => machine.Name + "\n" + File.ReadAllText(machine.At("silo.log")))));
}

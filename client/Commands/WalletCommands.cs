using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>wallet create|show|list|pay|issue|history</c>.</summary>
internal static class WalletCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "a wallet, ~/NAME for your own" };
    private static readonly Option<string?> Owner = new("--owner") { Description = "fail unless the receiving wallet belongs to this account" };
    private static readonly Option<bool> Certified = new("--certified") { Description = "one merchant's newest certified state instead of the newest of the group" };

    public static Noun Build()
    {
        var amount = new Argument<long>("AMOUNT") { Description = "a whole number above 0" };
        var key = KeyRing.KeyOption();
        var password = KeyRing.PasswordFileOption();
        return new Noun("wallet", "balances",
            new Verb("create", "make an empty wallet", (call, cancel) => CreateAsync(call, key, password, cancel), [Id, Acting.DryRun, .. KeyRing.Signing(key, password)]),
            Show("show", "a wallet's balance, as n-f merchants attest it"),
            new Verb("list", "all wallets, each with its proof checked", ListAsync),
            Pay("pay", "move points to another wallet"),
            new Verb("issue", "mint into a wallet, as an issuer", (call, cancel) =>
                ChangeAsync(call, key, password, own => new Sum(Ids.Expand(call.Value(Id), own), call.Value(amount)), cancel), [Id, amount, Acting.DryRun, .. KeyRing.Signing(key, password)]),
            new Verb("history", "verified receipts on this machine that touch a wallet", (call, cancel) => HistoryAsync(call, key, cancel), Id, key));
    }

    /// <summary><c>wallet pay</c> and its short forms <c>pay</c> and <c>send</c>.</summary>
    public static Verb Pay(string name, string description)
    {
        var from = new Argument<string>("FROM") { Description = "the paying wallet" };
        var to = new Argument<string>("TO") { Description = "the receiving wallet" };
        var amount = new Argument<long>("AMOUNT") { Description = "a whole number above 0" };
        var key = KeyRing.KeyOption();
        var password = KeyRing.PasswordFileOption();
        return new Verb(name, description, (call, cancel) => ChangeAsync(call, key, password, own => new Transfer(
            Ids.Expand(call.Value(from), own), Ids.Expand(call.Value(to), own), call.Value(amount), call.Value(Owner) is { } owner ? Ids.Account(owner) : null), cancel),
            [from, to, amount, Owner, Acting.DryRun, Acting.Yes, .. KeyRing.Signing(key, password)]);
    }

    /// <summary><c>wallet show</c> and its short form <c>balance</c>.</summary>
    public static Verb Show(string name, string description)
    {
        var key = KeyRing.KeyOption();
        return new Verb(name, description, (call, cancel) => ShowAsync(call, key, cancel), Id, Certified, key);
    }

    private static async Task<CommandOutput> CreateAsync(Call call, Option<string?> key, Option<string?> password, CancellationToken cancellation) =>
        await ChangeAsync(call, key, password, own => new CreateWallet(Ids.Expand(call.Value(Id), own), 0), cancellation);

    private static async Task<CommandOutput> ChangeAsync(
        Call call, Option<string?> keyOption, Option<string?> password, Func<Func<Account>, Operation> make, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var name = ring.Choose(call.Value(keyOption));
        var operation = make(() => ring.AccountOf(name));
        using var key = ring.Unlock(name, call.Value(password));
        var receipt = await Submitting.RunAsync(call, session, operation, [key], cancellation);
        return ReceiptViews.Output(receipt, session.Client.NameAt, session.Outbox.ReceiptPath(receipt.RequestId));
    }

    private static async Task<CommandOutput> ShowAsync(Call call, Option<string?> keyOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var id = Ids.Expand(call.Value(Id), () => ring.AccountOf(ring.Choose(call.Value(keyOption))));
        var register = new RegisterKey(RegisterKind.Wallet, id);
        var outcome = call.Value(Certified)
            ? await session.Client.ReadCertifiedAsync(register, cancellation: cancellation)
            : await session.Client.ReadLinearizableAsync(register, cancellation: cancellation);
        var read = Reading.Require(outcome, $"the wallet '{id}'");
        if (read.Wallet is not { } wallet)
        {
            throw new CliFault("unknown-wallet", ExitCodes.NotFound, $"there is no wallet '{id}'")
            {
                Why = $"its absence at height {read.Height} was proven",
                Next = Suggestion.Before("scew wallet list", call.Value(Id), session.Names.Of(NameKind.Wallet)),
            };
        }
        var owner = read.Register!.Owner.ToString();
        var signers = Reading.Signers(session, read);
        var data = new JsonObject
        {
            ["id"] = id,
            ["balance"] = wallet.Balance.ToString(CultureInfo.InvariantCulture),
            ["owner"] = owner,
            ["version"] = read.Register.Version,
            ["height"] = read.Height,
            ["asOf"] = ReceiptViews.Time(read.TimeMs),
            ["attestedBy"] = new JsonArray([.. signers.Select(name => (JsonNode?)JsonValue.Create(name))]),
            ["witnesses"] = outcome.Witnesses,
        };
        return new CommandOutput(data, CommandOutput.Facts(
            ("wallet", id),
            ("balance", wallet.Balance.ToString(CultureInfo.InvariantCulture)),
            ("owner", owner),
            ("as of", $"{ReceiptViews.Time(read.TimeMs)}, height {read.Height}"),
            ("attested by", string.Join(", ", signers) + " (verified here)"),
            ("witnesses", Reading.Witnesses(outcome))))
        { Ids = [id] };
    }

    private static async Task<CommandOutput> ListAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var table = new TableView("wallet", "balance", "owner") { RightAligned = new HashSet<int> { 1 } };
        var data = new JsonArray();
        var ids = new List<string>();
        await foreach (var read in session.Client.ReadWalletsAsync(cancellation: cancellation))
        {
            if (read.Value is not { Register: { } register, Wallet: { } wallet })
            {
                throw Reading.Fault(read, "a page of wallets");
            }
            var balance = wallet.Balance.ToString(CultureInfo.InvariantCulture);
            table.Row(register.Key.Id, balance, register.Owner.ToString());
            data.Add((JsonNode)new JsonObject
            {
                ["id"] = register.Key.Id,
                ["balance"] = balance,
                ["owner"] = register.Owner.ToString(),
                ["height"] = read.Value.Height,
            });
            ids.Add(register.Key.Id);
        }
        return new CommandOutput(data, table.Render()) { Ids = ids };
    }

    private static async Task<CommandOutput> HistoryAsync(Call call, Option<string?> keyOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var id = Ids.Expand(call.Value(Id), () => ring.AccountOf(ring.Choose(call.Value(keyOption))));
        return ReceiptHistory.Of(session, id);
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.DevNets;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>dev up|down</c>: four merchants on this machine.</summary>
internal static class DevCommands
{
    private const string ProfileName = "dev";
    private const long Funds = 1000;

    public static Noun Build()
    {
        var state = new Option<string?>("--state") { Description = "folder of the group (else one in the home)" };
        var fresh = new Option<bool>("--fresh") { Description = "throw the old group away first" };
        var seed = new Option<ulong>("--seed") { Description = "the same seed gives the same keys and ids", DefaultValueFactory = _ => 1 };
        var postgres = new Option<string?>("--postgres")
        {
            Description = "one PostgreSQL database per merchant: at this administrator's address, or in a cluster of the group's own",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new Noun("dev", "a development group on this machine",
            new Verb("up", "start four merchants and fund alice, bob and carol", (call, cancel) => UpAsync(call, state, fresh, seed, postgres, cancel), state, fresh, seed, postgres, Acting.Yes),
            new Verb("down", "stop them; the data stays", (call, _) => DownAsync(call, state), state),
            DevFaultCommands.Build(state));
    }

    private static async Task<CommandOutput> UpAsync(Call call, Option<string?> state, Option<bool> fresh, Option<ulong> seed, Option<string?> postgres, CancellationToken cancellation)
    {
        var folder = FolderOf(call, state);
        var server = Server(call, postgres);
        if (call.Value(fresh) && Directory.Exists(folder))
        {
            if (call.IsInteractive)
            {
                Confirmation.Require(call, $"Everything in {folder} will be thrown away", "fresh");
            }
            if (await DevNet.RemoveAsync(new DevNetOptions { Folder = folder }) is { Length: > 0 } drop)
            {
                call.Printer.Note("the old group's databases stay on their server: " + drop);
            }
        }
        call.Printer.Note("starting four merchants ...");
        var net = await StartAsync(new DevNetOptions { Folder = ScewHome.Make(folder), Seed = call.Value(seed), Postgres = server }, cancellation);
        try
        {
            var genesis = net.Genesis.Document.Hash().ToString();
            call.Profiles.Save(new Profile(ProfileName, genesis, [.. net.Merchants.Select(merchant => merchant.Url.ToString())], folder, null));
            call.Profiles.Use(ProfileName);
            using var client = net.CreateClient();
            var wallets = await DevFunding.FundAsync(net, client, KeyRing.DevCustomers, Funds, cancellation);
            return Banner(net, genesis, wallets, call.Has(state) ? $"scew dev down --state {folder}" : "scew dev down");
        }
        finally
        {
            net.Detach();
        }
    }

    // With the option and without an address the group gets a cluster of its own.
    private static string? Server(Call call, Option<string?> postgres)
    {
        if (!call.Has(postgres))
        {
            return null;
        }
        var address = call.Value(postgres) ?? "";
        if (address.Length == 0)
        {
            return address;
        }
        const string example = "scew dev up --postgres postgres://postgres@127.0.0.1:5432/postgres";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql") || uri.UserInfo.Length == 0 || uri.AbsolutePath.Length < 2)
        {
            throw CliFault.Usage("--postgres takes the address of a PostgreSQL server's administrator: postgres://ADMIN@HOST:PORT/DATABASE", example);
        }
        return uri.UserInfo.Contains(':', StringComparison.Ordinal)
            ? throw CliFault.Usage("the address holds a password, which others on this machine can see; put it into a password file (PGPASSFILE or ~/.pgpass)", example)
            : address;
    }

    private static async Task<CommandOutput> DownAsync(Call call, Option<string?> state)
    {
        var folder = FolderOf(call, state);
        var stopped = await StopAsync(folder);
        return new CommandOutput(
            new JsonObject { ["folder"] = folder, ["stopped"] = stopped },
            CommandOutput.Facts(("stopped", $"{stopped} merchants"), ("data folder", folder)))
        {
            Next = ["scew dev up"],
        };
    }

    private static async Task<DevNet> StartAsync(DevNetOptions options, CancellationToken cancellation)
    {
        try
        {
            return await DevNet.StartAsync(options, cancellation);
        }
        catch (DevNetException failed)
        {
            throw Failed(failed);
        }
    }

    private static async Task<int> StopAsync(string folder)
    {
        if (DevNet.Adopt(new DevNetOptions { Folder = folder }) is not { } net)
        {
            return 0;
        }
        var running = net.Merchants.Count(merchant => merchant.Process.IsRunning);
        await net.DisposeAsync();
        return running;
    }

    private static CliFault Failed(DevNetException failed) => new(Codes.Unavailable, ExitCodes.Unavailable, "the development group does not run")
    {
        Why = failed.Message,
        Unchanged = "what this command started is stopped again",
        Next = "scew dev down, then scew dev up (or scew dev up --fresh)",
    };

    public static string FolderOf(Call call, Option<string?> state) => Path.GetFullPath(call.Value(state) ?? call.Home.DevNet);

    private static CommandOutput Banner(DevNet net, string genesis, IReadOnlyList<(string Name, string Wallet)> wallets, string down)
    {
        var facts = new List<(string, string)>(net.Merchants.Select(merchant => ("page of " + merchant.Name, $"{merchant.Url}  (open it in a browser)"))) { ("genesis", genesis + "  (DEV: its keys are no secret)") };
        facts.AddRange(net.Merchants.Select(merchant => ("merchant " + merchant.Name, merchant.Account.ToString())));
        facts.AddRange(wallets.Select(wallet => (wallet.Name, wallet.Wallet)));
        facts.AddRange(net.Databases.Select(database => ("database", database)));
        facts.Add(("data folder", net.Folder));
        var data = new JsonObject
        {
            ["genesis"] = genesis,
            ["folder"] = net.Folder,
            ["merchants"] = new JsonArray([.. net.Merchants.Select(merchant => (JsonNode)new JsonObject { ["name"] = merchant.Name, ["url"] = merchant.Url.ToString() })]),
            ["databases"] = new JsonArray([.. net.Databases.Select(database => (JsonNode)database)]),
            ["wallets"] = new JsonArray([.. wallets.Select(wallet => (JsonNode)new JsonObject { ["owner"] = wallet.Name, ["id"] = wallet.Wallet })]),
        };
        return new CommandOutput(data, CommandOutput.Facts([.. facts]))
        {
            Ids = [genesis],
            Next = ["scew wallet list", $"scew pay ~/points {wallets[1].Wallet} 100", down],
        };
    }
}

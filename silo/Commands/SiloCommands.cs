using System.CommandLine;
using Scew.Silo.Cluster;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary>The grammar of <c>scew-silo</c>.</summary>
internal static class SiloCommands
{
    private static readonly Option<string> Config = new("--config") { Description = "configuration file (JSON)", Required = true };
    private static readonly Option<string> Genesis = new("--genesis") { Description = "the group's signed genesis file", Required = true };
    private static readonly Option<string> Key = new("--key") { Description = "this merchant's encrypted signing key file", Required = true };
    private static readonly Option<string?> Passphrase = new("--passphrase-file") { Description = "file with the key's passphrase; asked for when absent" };
    private static readonly Option<string?> Database = new("--database") { Description = "sqlite://FOLDER or postgres://USER@HOST:PORT/DATABASE" };
    private static readonly Option<string?> Password = new("--database-password-file") { Description = "password file of PostgreSQL (host:port:database:user:password); PGPASSFILE otherwise" };
    private static readonly Option<string?> Handovers = new("--handovers") { Description = "for a group whose members have changed: the file of its handovers, from 'scew group handovers --out FILE'" };
    private static readonly Option<string?> Data = new("--data") { Description = "folder of the database; short for --database sqlite://FOLDER" };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("One merchant's part of a Scew group: orders, executes, attests, and serves customers.")
        {
            Run(),
            Made("init", "Makes the database of one merchant. Refuses to touch one that exists, and a key that has voted.", DatabaseCommands.InitAsync),
            Made("recover", "Makes an empty database for a key that may have voted; it asks the others before it votes. What exists is moved aside.", DatabaseCommands.RecoverAsync),
            Backup(),
            Restore(),
            Audit(),
            Provision(),
            ModuleKey(),
            AgentCommands.Build(),
            NodeCommand.Build(),
            DoctorCommand.Build(),
            HealthCommand.Build(),
            InspectCommand.Build(),
            PartitionCommand.Build(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"scew-silo: {error.Message}");
            }
            await Console.Error.WriteLineAsync("Nothing was done. 'scew-silo --help' shows the commands.");
            return ExitCodes.Usage;
        }
        // The library would end the process two seconds after SIGTERM, in the middle of the host's own way to stop.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static Command Made(string name, string description, Func<MerchantFiles, string?, Task<int>> make)
    {
        var command = new Command(name, description) { Genesis, Key, Passphrase, Database, Data, Password, Handovers };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() =>
        {
            var location = (parsed.GetValue(Database), parsed.GetValue(Data)) switch
            {
                ({ } database, null) => DatabaseLocation.Parse(database, parsed.GetValue(Password), Directory.GetCurrentDirectory()),
                (null, { } data) => DatabaseLocation.Parse("sqlite://" + data, parsed.GetValue(Password), Directory.GetCurrentDirectory()),
                _ => throw new SiloFailure(ExitCodes.Usage, "give one of --database sqlite://FOLDER, --database postgres://USER@HOST:PORT/DATABASE, and --data FOLDER"),
            };
            return make(MerchantFiles.Of(parsed.GetValue(Genesis)!, parsed.GetValue(Key)!, parsed.GetValue(Passphrase), location), parsed.GetValue(Handovers));
        }));
        return command;
    }

    private static Command Run()
    {
        var database = new Option<string?>("--database") { Description = "instead of the configuration's: sqlite://FOLDER or postgres://USER@HOST:PORT/DATABASE" };
        var standby = new Option<bool>("--standby") { Description = "where another process of this merchant has the database: wait, and take over when it ends: docs/many-silos.md" };
        var command = new Command("run", "Runs the silo until SIGTERM or Ctrl-C.") { Config, database, Password, Handovers, standby };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => RunCommand.RunAsync(
            parsed.GetValue(Config)!, parsed.GetValue(database), parsed.GetValue(Password), parsed.GetValue(Handovers), parsed.GetValue(standby))));
        return command;
    }

    private static Command Backup()
    {
        var file = new Argument<string>("FILE") { Description = "new file" };
        var command = new Command("backup", "Writes a consistent copy of the database, also while the silo runs.") { file, Config };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => DatabaseCommands.BackupAsync(parsed.GetValue(Config)!, parsed.GetValue(file)!)));
        return command;
    }

    private static Command Restore()
    {
        var file = new Argument<string>("FILE") { Description = "what backup wrote" };
        var command = new Command("restore", "Checks a backup and puts it in place. The silo asks the others before it votes. What exists is moved aside.") { file, Config };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => DatabaseCommands.RestoreAsync(parsed.GetValue(Config)!, parsed.GetValue(file)!)));
        return command;
    }

    private static Command Provision()
    {
        var name = new Argument<string>("NAME") { Description = "of the database and its role" };
        var administrator = new Option<string?>("--administrator") { Description = "postgres://ADMIN@HOST:PORT/postgres; when absent the SQL is only shown" };
        var login = new Option<string?>("--administrator-password-file") { Description = "password file with the administrator's line; PGPASSFILE otherwise" };
        var password = new Option<string?>("--database-password-file") { Description = "the merchant's password file: its line is the role's password; made with a new one when absent" };
        var command = new Command("provision", "Makes a merchant's PostgreSQL database and its role without rights elsewhere, or shows the SQL for it.") { name, administrator, login, password };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(
            () => ProvisionCommand.RunAsync(parsed.GetValue(name)!, parsed.GetValue(administrator), parsed.GetValue(login), parsed.GetValue(password))));
        return command;
    }

    private static Command ModuleKey()
    {
        var key = new Argument<string>("KEY-FILE") { Description = "this merchant's sealed module key", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "module.key.json" };
        var file = new Argument<string>("FILE") { Description = "the hand-over file" };
        var source = new Argument<string>("KEY-FILE") { Description = "this merchant's sealed module key" };
        var password = new Option<string?>("--password-file") { Description = "file with the password of the hand-over file; asked for when absent" };
        var genesis = new Option<string?>("--genesis") { Description = "the group's genesis file: a key that it does not name is not taken" };
        var maker = new Option<string?>("--maker") { Description = "this merchant's name in the group, for --public" };
        var half = new Option<string?>("--public") { Description = "new file for the public half, as 'scew group init --modules' takes it" };
        var make = new Command("make", "Makes the key of a group's secure modules and shows its public half for genesis.") { key, Passphrase, maker, half };
        make.SetAction((parsed, cancel) => Guarded.RunAsync(() => ModuleKeyCommands.MakeAsync(parsed.GetValue(key)!, parsed.GetValue(Passphrase), parsed.GetValue(maker), parsed.GetValue(half))));
        var hand = new Command("hand", "Writes a copy for another merchant, under a password of its own.") { source, file, Passphrase, password };
        hand.SetAction((parsed, cancel) => Guarded.RunAsync(
            () => ModuleKeyCommands.HandAsync(parsed.GetValue(source)!, parsed.GetValue(file)!, parsed.GetValue(Passphrase), parsed.GetValue(password))));
        var take = new Command("take", "Takes such a copy and seals it under this merchant's passphrase.") { file, key, Passphrase, password, genesis };
        take.SetAction((parsed, cancel) => Guarded.RunAsync(() => ModuleKeyCommands.TakeAsync(
            parsed.GetValue(file)!, parsed.GetValue(key)!, parsed.GetValue(Passphrase), parsed.GetValue(password), parsed.GetValue(genesis))));
        return new Command("module-key", "The key of the group's secure modules: docs/modules.md.") { make, hand, take };
    }

    private static Command Audit()
    {
        var file = new Argument<string?>("FILE") { Description = "a backup; the database when absent", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("audit", "Reads everything in the database or a backup and names the first fault (exit code 74).") { file, Config };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => DatabaseCommands.AuditAsync(parsed.GetValue(Config)!, parsed.GetValue(file))));
        return command;
    }
}

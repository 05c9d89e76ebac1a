using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Silo.Admin;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo doctor</c>: looks at everything that a silo starts from, and changes nothing. 0, or 1 where something would not work.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var json = new Option<bool>("--json") { Description = "one JSON object on stdout" };
        var command = new Command("doctor", "Looks at the configuration and at what it names, at this machine, and at the others' clocks and versions; changes nothing.") { config, json };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(async () => await PrintAsync(await LookAsync(parsed.GetValue(config)!, cancel), parsed.GetValue(json))));
        return command;
    }

    private static async Task<List<DoctorFinding>> LookAsync(string file, CancellationToken cancellation)
    {
        SiloConfig config;
        try
        {
            config = SiloConfig.Load(file);
        }
        catch (SiloFailure wrong)
        {
            return [DoctorFinding.Failed("configuration", wrong.Message, "mend the file; all members are in silo/docs/configuration.md")];
        }
        var findings = new List<DoctorFinding> { DoctorFinding.Ok("configuration", file) };
        var genesis = DoctorFiles.Genesis(config, findings);
        DoctorFiles.Modes(config, findings);
        var present = await DoctorFiles.PresentAsync(config, genesis, findings);
        DoctorFiles.Keys(config, present, findings);
        var member = DoctorFiles.MemberOf(config, present);
        DoctorFiles.Certificate(config, member is { } index ? present!.Merchants[index] : null, findings);
        await DoctorDatabase.LookAsync(config, findings);
        DoctorMachine.Disk(config, findings);
        DoctorMachine.Ports(config, await IsRunningAsync(config), findings);
        DoctorMachine.Process(findings);
        await DoctorGroup.LookAsync(present, member, findings, cancellation);
        return findings;
    }

    // Any answer is one of the silo that holds this key's token.
    private static async Task<bool> IsRunningAsync(SiloConfig config) => await AdminClient.AskAsync(config.Key, "running", AdminClient.Quick) is not null;

    private static async Task<int> PrintAsync(List<DoctorFinding> findings, bool json)
    {
        var failed = findings.Any(static one => one.State == DoctorState.Failed);
        if (json)
        {
            var checks = new JsonArray([.. findings.Select(static one => (JsonNode?)new JsonObject
            {
                ["name"] = one.Name, ["state"] = one.State.ToString().ToLowerInvariant(), ["message"] = one.Message, ["next"] = one.Next,
            })]);
            await Console.Out.WriteLineAsync(new JsonObject { ["ok"] = !failed, ["checks"] = checks }.ToJsonString());
        }
        else
        {
            foreach (var one in findings)
            {
                await Console.Out.WriteLineAsync($"{one.State.ToString().ToLowerInvariant(),-7}  {one.Name,-13}  {one.Message}{(one.Next is null ? "" : $"\n{"",-7}  {"",-13}  next: {one.Next}")}");
            }
        }
        return failed ? ExitCodes.General : ExitCodes.Ok;
    }
}

using System.CommandLine;
using System.Globalization;
using Scew.Silo.Admin;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo partition</c>: the silo that runs here loses its links for a while, as <c>scew dev fault partition</c> asks. In a development group only.</summary>
internal static class PartitionCommand
{
    public const string Question = "partition ";
    public const int LongestMs = 600_000;

    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var ms = new Option<int>("--ms") { Description = $"how long, in milliseconds, at most {LongestMs}; 0 ends it", Required = true };
        var command = new Command("partition", "In a development group: cuts the links of the silo that runs here for a while.") { config, ms };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => RunAsync(SiloConfig.Load(parsed.GetValue(config)!), parsed.GetValue(ms), cancel)));
        return command;
    }

    private static async Task<int> RunAsync(SiloConfig config, int ms, CancellationToken cancellation)
    {
        if (ms is < 0 or > LongestMs)
        {
            throw new SiloFailure(ExitCodes.Usage, $"--ms is 0 to {LongestMs}");
        }
        if (!SiloFiles.ReadGenesis(config.Genesis).Document.Dev)
        {
            throw new SiloFailure(ExitCodes.Usage, "faults are for groups whose genesis is marked 'dev'; nothing was cut");
        }
        var answer = await AdminClient.AskAsync(config.Key, Question + ms.ToString(CultureInfo.InvariantCulture), AdminClient.Quick, cancellation)
            ?? throw new SiloFailure(ExitCodes.General, "no silo runs here with this key; start it first");
        return answer.ExitCode == ExitCodes.Ok ? ExitCodes.Ok : throw new SiloFailure(answer.ExitCode, answer.Message);
    }
}

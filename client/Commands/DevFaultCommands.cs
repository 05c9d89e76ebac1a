using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>dev fault ...</c>: what can happen to one merchant of a development group while the others go on.</summary>
internal static class DevFaultCommands
{
    private static readonly TimeSpan LongestCut = TimeSpan.FromMinutes(10);

    public static Noun Build(Option<string?> state)
    {
        var merchant = new Argument<string>("MERCHANT") { Description = "a, b, c or d" };
        var lies = new Argument<string[]>("LIE") { Description = string.Join(", ", DevLies.Names), Arity = ArgumentArity.OneOrMore };
        var time = new Option<string>("--for") { Description = "how long: 500ms, 10s or 2m", DefaultValueFactory = static _ => "10s" };
        return new Noun("fault", "see the group survive",
            new Verb("kill", "end a merchant as a power cut would", (call, _) => Task.FromResult(Kill(call, state, merchant)), merchant, state),
            new Verb("pause", "freeze a merchant where it stands: its links stay open and nothing comes", (call, _) => Task.FromResult(Pause(call, state, merchant)), merchant, state),
            new Verb("partition", "cut a merchant's links to all others for a while; its page still answers", (call, cancel) => PartitionAsync(call, state, merchant, TimeOf(call, time), cancel), merchant, time, state),
            new Verb("slow-leader", "restart a merchant that holds its proposals back as long as it can", (call, cancel) => LieAsync(call, state, merchant, ["slow-leader"], cancel), merchant, state),
            new Verb("equivocate", "restart a merchant that signs two proposals for one turn", (call, cancel) => LieAsync(call, state, merchant, ["equivocate"], cancel), merchant, state),
            new Verb("lie", "restart a merchant as a liar", (call, cancel) => LieAsync(call, state, merchant, Known(call, merchant, call.Value(lies)), cancel), merchant, lies, state),
            new Verb("heal", "let a paused merchant go on; restart any other, honest", (call, cancel) => HealAsync(call, state, merchant, cancel), merchant, state));
    }

    private static TimeSpan TimeOf(Call call, Option<string> option) => Duration.Parse(call.Value(option)!) is { } time && time <= LongestCut
        ? time : throw CliFault.Usage($"'{call.Value(option)}' is no time up to {Duration.Text(LongestCut)}", "--for 10s");

    private static CommandOutput Kill(Call call, Option<string?> state, Argument<string> name) => At(call, state, name, (net, index) =>
    {
        net.Kill(index);
        return Told(call, name, "killed", ["scew status", Heal(call, name)]);
    });

    private static CommandOutput Pause(Call call, Option<string?> state, Argument<string> name)
    {
        if (OperatingSystem.IsWindows())
        {
            throw CliFault.Usage("this system cannot freeze a process", $"scew dev fault kill {call.Value(name)}");
        }
        return At(call, state, name, (net, index) => net.Merchants[index].Process.Pause()
            ? Told(call, name, "paused", ["scew status", Heal(call, name)])
            : throw NotRunning(call, name));
    }

    private static async Task<CommandOutput> PartitionAsync(Call call, Option<string?> state, Argument<string> name, TimeSpan time, CancellationToken cancellation) =>
        await AtAsync(call, state, name, async (net, index) =>
        {
            if (!net.Merchants[index].Process.IsRunning)
            {
                throw NotRunning(call, name);
            }
            if (net.Merchants[index].Process.IsPaused)
            {
                throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"merchant {call.Value(name)} is paused; heal it first") { Why = "a frozen process cuts no links", Unchanged = "every merchant", Next = Heal(call, name) };
            }
            await net.PartitionAsync(index, time, cancellation);
            return Told(call, name, $"cut off for {Duration.Text(time)}", [$"scew replica show {call.Value(name)}", "scew status"]);
        });

    // Before anything is stopped: a merchant that is told an unknown lie would not start again.
    private static string[] Known(Call call, Argument<string> name, string[] lies)
    {
        if (lies.FirstOrDefault(static lie => !DevLies.Names.Contains(lie)) is not { } unknown)
        {
            return lies;
        }
        var next = Suggestion.For(unknown, DevLies.Names) is { } near ? $"scew dev fault lie {call.Value(name)} {near}" : "one of: " + string.Join(", ", DevLies.Names);
        throw new CliFault(Codes.Usage, ExitCodes.Usage, $"'{PlainText.Clean(unknown)}' is no lie") { Unchanged = "every merchant", Next = next };
    }

    private static async Task<CommandOutput> LieAsync(Call call, Option<string?> state, Argument<string> name, string[] lies, CancellationToken cancellation) =>
        await AtAsync(call, state, name, async (net, index) =>
        {
            await net.RestartAsync(index, lies, cancellation);
            return Told(call, name, "lies: " + string.Join(", ", lies), ["scew pay ...", "scew evidence list"]);
        });

    private static async Task<CommandOutput> HealAsync(Call call, Option<string?> state, Argument<string> name, CancellationToken cancellation) =>
        await AtAsync(call, state, name, async (net, index) =>
            Told(call, name, await net.HealAsync(index, cancellation) ? "goes on" : "honest", ["scew status"]));

    private static CommandOutput At(Call call, Option<string?> state, Argument<string> name, Func<DevNet, int, CommandOutput> act) =>
        AtAsync(call, state, name, (net, index) => Task.FromResult(act(net, index))).GetAwaiter().GetResult();

    private static async Task<CommandOutput> AtAsync(Call call, Option<string?> state, Argument<string> name, Func<DevNet, int, Task<CommandOutput>> act)
    {
        var net = DevNet.Adopt(new DevNetOptions { Folder = DevCommands.FolderOf(call, state) }) ?? throw CliFault.NotFound("no development group was started here", "scew dev up");
        try
        {
            var merchant = net.Merchants.FirstOrDefault(candidate => candidate.Name == call.Value(name))
                ?? throw CliFault.NotFound($"there is no merchant '{call.Value(name)}'", "one of: " + string.Join(", ", net.Merchants.Select(static candidate => candidate.Name)));
            return await act(net, merchant.Index);
        }
        catch (DevNetException failed)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"merchant {call.Value(name)} did not do what was asked") { Why = failed.Message, Unchanged = "the other merchants", Next = Heal(call, name) };
        }
        finally
        {
            net.Detach();
        }
    }

    private static CliFault NotRunning(Call call, Argument<string> name) =>
        new(Codes.Unavailable, ExitCodes.Unavailable, $"merchant {call.Value(name)} does not run") { Unchanged = "every merchant", Next = Heal(call, name) };

    private static string Heal(Call call, Argument<string> name) => $"scew dev fault heal {call.Value(name)}";

    private static CommandOutput Told(Call call, Argument<string> name, string what, string[] next) => new(
        new JsonObject { ["merchant"] = call.Value(name), ["state"] = what }, CommandOutput.Facts(("merchant", call.Value(name)), ("now", what)))
    { Ids = [call.Value(name)], Next = next };
}

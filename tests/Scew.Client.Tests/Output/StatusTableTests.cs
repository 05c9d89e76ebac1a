using Scew.Cli.Output;
using Scew.Protocol.Api;

namespace Scew.Client.Tests.Output;

/// <summary>The table that an operator looks at when something is wrong is one then, too.</summary>
public sealed class StatusTableTests
{
    private static readonly string[] Names = ["bakery", "grocer", "cinema", "flower"];

    [Theory]
    [InlineData("normal")]
    [InlineData("catching-up")]
    public void WithOneMerchantDownItFitsAndIsATable(string state)
    {
        var text = StatusTable.Render(Names.Select((name, i) => (name, i == 3 ? null : Status(name, i == 0 ? state : "normal"))));
        var lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + Names.Length, lines.Length);
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 80));
        Assert.Equal(["name", "state", "view", "height", "cert.", "pool", "peers", "evid.", "ver.", "root"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["bakery", state, "123456", "123457", "123455", "12", "3", "1", "0.1.0", "AbCdEf"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["flower", "unreachable"], lines[4].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static StatusResponse Status(string name, string state) => new(
        "group", name, 0, state, null, "0.1.0", 123456, 0, 123458, 123457, 123455, 0, "AbCdEfGhIj", 12, 1, [.. Enumerable.Range(0, 3).Select(static i => new PeerStatus(i, Names[i], true, 0, 0, 0))]);
}

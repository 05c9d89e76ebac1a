using System.Text;
using Scew.Cli.Reference;

namespace Scew.Client.Tests.Cli;

/// <summary>Help, errors and schemas as they are read, over the whole tree.</summary>
public sealed class GoldenTests : IDisposable
{
    private readonly ConsoleRun _console = new();

    [Fact]
    public void Help()
    {
        var text = new StringBuilder();
        foreach (var path in CommandPaths.All.Prepend("").Order(StringComparer.Ordinal))
        {
            var help = _console.Run([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Out.ReplaceLineEndings("\n").Split('\n');
            // The options of every command stand once, in the help of scew itself.
            var options = Array.FindIndex(help, static line => line.StartsWith("  --json ", StringComparison.Ordinal));
            var end = Array.FindIndex(help, options, static line => line.Length == 0);
            var shown = path.Length == 0 ? help : [.. help[..options], .. help[end..]];
            text.Append("== scew ").Append(path).Append('\n').AppendJoin('\n', shown.Select(static line => line.TrimEnd())).Append('\n');
        }
        GoldenFile.Check("help.txt", text.ToString());
    }

    [Fact]
    public void Errors()
    {
        using var group = new OfflineGroup();
        var text = new StringBuilder();
        foreach (var line in Wrong)
        {
            var (exit, stdout, stderr) = group.Console.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.NotEqual(0, exit);
            Assert.True(stderr.Count(static c => c == '\n') is >= 2 and <= 4, $"{line}\n{stderr}");
            Assert.DoesNotContain("Exception", stderr, StringComparison.OrdinalIgnoreCase);
            text.Append("$ scew ").Append(line).Append('\n').Append(stdout).Append(stderr.Replace(group.Console.Home, "HOME", StringComparison.Ordinal).Replace(group.Folder, "FOLDER", StringComparison.Ordinal)).Append('\n');
        }
        GoldenFile.Check("errors.txt", text.ToString());
    }

    /// <summary>A script that reads a member today reads it tomorrow: members are added, none is ever taken away or changed.</summary>
    [Fact]
    public void SchemasOnlyGrow()
    {
        var now = Shapes.Commands.SelectMany(static command => Lines(command, Shapes.Of(command)!, "")).Order(StringComparer.Ordinal).Distinct().ToList();
        var lost = File.Exists(GoldenFile.PathOf("schemas.txt")) ? File.ReadLines(GoldenFile.PathOf("schemas.txt")).Except(now).ToList() : [];
        Assert.True(lost.Count == 0, "client/Reference/shapes.txt takes away what scripts rely on:\n" + string.Join('\n', lost));
        GoldenFile.Check("schemas.txt", string.Concat(now.Select(static line => line + "\n")));
    }

    public void Dispose() => _console.Dispose();

    private static readonly string[] Wrong =
    [
        "", "walet list", "wallet", "wallet lst", "wallet list --jsn", "wallet list --fields ballance", "wallet list -o xml", "wallet list --timeout soon", "wallet list --color blue",
        "pay ~/points UPPER 1", "pay ~/points b x", "pay ~/points", "pay ~/points b 1 --key allice --home-less",
        "balance ~/points --profile offlin", "profile use offlin", "profile add bad! --genesis x --merchant y", "profile show nobody",
        "request show short", "request show AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "request submit AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "receipt verify none.json", "evidence verify none.json", "key export nobody", "key import none.json", "key create mine", "machine check lendin", "machine format none --write",
        "asset create ~/x --allow nothing", "asset step ~/x", "watch assts", "watch --since yesterday", "watch --merchant z", "completion tcsh", "schema wallet lst", "explain asset.stat",
        "doc exit-code", "release show none.json", "release add l none --name 1", "replica launch ftp://x 00 --agent https://a --agent-id b", "replica stop x --agent https://a --agent-id b",
        "replica show z", "dev fault kill z --state none", "till import none.csv", "uninstall", "web verify nowhere", "loyalty export", "variable set ~/x many", "variable create ~/x --type odd",
        "shell --command status;x",
    ];

    private static IEnumerable<string> Lines(string command, Shape shape, string path) => shape switch
    {
        Shape.List list => Lines(command, list.Item, path + "[]"),
        Shape.Either either => either.Forms.SelectMany(form => Lines(command, form, path)),
        Shape.Members members => members.Items.SelectMany(member => Lines(command, member.Shape, $"{path}.{member.Name}{(member.IsOptional ? "?" : "")}")),
        Shape.Scalar scalar => [$"{command}: {path} {scalar.Type}"],
        _ => [$"{command}: {path} any"],
    };
}

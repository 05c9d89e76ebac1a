using System.Globalization;
using System.Runtime.CompilerServices;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>The files of Scenarios/: script and expected transcript.</summary>
public class ScenarioTests
{
    private const string Separator = "--- transcript";

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        foreach (var file in Directory.GetFiles(Folder(), "*.txt").Order(StringComparer.Ordinal))
        {
            data.Add(Path.GetFileName(file));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_transcript_is_as_written(string file)
    {
        var path = Path.Combine(Folder(), file);
        var lines = File.ReadAllLines(path);
        var split = Array.IndexOf(lines, Separator);
        var script = split < 0 ? lines : lines[..split];
        var transcript = new Play().Run(script);
        if (Environment.GetEnvironmentVariable("SCEW_REGENERATE_SCENARIOS") == "1")
        {
            File.WriteAllText(path, string.Join('\n', [.. script, Separator, .. transcript]) + "\n");
            return;
        }
        Assert.True(split >= 0, $"{file} has no transcript");
        Assert.Equal(string.Join('\n', lines[(split + 1)..]), string.Join('\n', transcript));
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Scenarios");

    private sealed class Play
    {
        private readonly List<string> _transcript = [];
        private readonly EffectText _text = new();
        private readonly List<(string Kind, string From, string To)> _drops = [];
        private Cluster _cluster = null!;

        public List<string> Run(string[] script)
        {
            foreach (var line in script.Where(static line => line.Length > 0 && !line.StartsWith('#')))
            {
                Do(line.Split(' '));
            }
            Assert.Empty(_cluster.Failures);
            return _transcript;
        }

        private void Do(string[] words)
        {
            switch (words[0])
            {
                case "group":
                    _cluster = new Cluster(Number(words[1])) { Watch = Note, Delivers = Delivers };
                    _cluster.StartAll();
                    break;
                case "delay":
                    _cluster.DelayMs = Number(words[1]);
                    break;
                case "disk":
                    _cluster.DiskMs = Number(words[1]);
                    break;
                case "run":
                    _cluster.Run(Number(words[1]));
                    break;
                case "submit":
                    _text.Name(Protocol.Digest.Of(System.Text.Encoding.UTF8.GetBytes(words[2])), words[2]);
                    _cluster.Submit(Number(words[1]), words[2]);
                    break;
                case "kill":
                    _cluster.Kill(Number(words[1]));
                    break;
                case "start":
                    _cluster.Start(Number(words[1]));
                    break;
                case "restart" when words[1] == "all":
                    _cluster.RestartAll();
                    break;
                case "restart":
                    _cluster.Restart(Number(words[1]));
                    break;
                case "cut":
                    _cluster.Unlink(Number(words[1]), Number(words[2]));
                    break;
                case "link":
                    _cluster.Link(Number(words[1]), Number(words[2]));
                    break;
                case "drop" when words[1] == "nothing":
                    _drops.Clear();
                    break;
                case "drop":
                    var ends = words.Length > 2 ? words[2].Split("->") : ["*", "*"];
                    _drops.Add((words[1], ends[0], ends[1]));
                    break;
                case "hold":
                    _cluster[Number(words[1])].ExecutionHeld = true;
                    break;
                case "release":
                    _cluster[Number(words[1])].ReleaseExecution();
                    break;
                default:
                    throw new FormatException($"no such line: {string.Join(' ', words)}");
            }
        }

        private void Note(Node node, Effect effect)
        {
            if (effect is not Send { Message: Status } and not Broadcast { Message: Status })
            {
                _transcript.Add($"@{_cluster.NowMs.ToString(CultureInfo.InvariantCulture)} {node.Index.ToString(CultureInfo.InvariantCulture)} {_text.Of(effect)}");
            }
        }

        private bool Delivers(int from, int to, PeerMessage message)
        {
            var kind = message switch
            {
                Proposal => "proposal",
                VoteMessage { Vote.Statement.Kind: StatementKind.Notarize } => "notarize",
                VoteMessage { Vote.Statement.Kind: StatementKind.Nullify } => "nullify",
                VoteMessage => "finalize",
                CertificateMessage => "certificate",
                Offer => "offer",
                AttestationMessage => "attestation",
                _ => "other",
            };
            return !_drops.Exists(drop => drop.Kind == kind && Matches(drop.From, from) && Matches(drop.To, to));
        }

        private static bool Matches(string pattern, int member) => pattern == "*" || Number(pattern) == member;

        private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }
}

using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>release add|remove|show</c>: the list of programs that a merchant's agents may run, signed by a key that is kept offline.</summary>
internal static class ReleaseCommands
{
    private const int MaxDays = 3650;

    public static Noun Build()
    {
        var list = new Argument<string>("LIST") { Description = "the release list's file; made when it is not there" };
        var there = new Argument<string>("LIST") { Description = "the release list's file" };
        var program = new Argument<string>("PROGRAM") { Description = "the program's one file" };
        var name = new Option<string>("--name") { Description = "a name for the program, such as its version: letters, digits and . _ - +", Required = true };
        var gone = new Argument<string>("NAME") { Description = "the program's name on the list" };
        var days = new Option<int>("--days") { Description = "after so many days nothing is launched by this list", DefaultValueFactory = static _ => 90 };
        var key = KeyRing.KeyOption();
        var password = KeyRing.PasswordFileOption();
        return new Noun("release", "programs that agents may run",
            new Verb("add", "put a program on the list, or another file under its name, and sign the list", async (call, cancel) =>
            {
                var release = new Release(call.Value(name)!, await HashAsync(call.Value(program), cancel), new FileInfo(call.Value(program)).Length);
                return Sign(call, call.Value(list), call.Value(days), call.Value(key), call.Value(password), old => [.. old.Where(one => one.Name != release.Name), release]);
            }, [list, program, name, days, .. KeyRing.Signing(key, password)]),
            new Verb("remove", "take a program off the list and sign it", (call, _) => Task.FromResult(Sign(call, There(call.Value(there)), call.Value(days), call.Value(key), call.Value(password), old =>
                old.Any(one => one.Name == call.Value(gone)) ? [.. old.Where(one => one.Name != call.Value(gone))] : throw CliFault.NotFound($"'{PlainText.Clean(call.Value(gone))}' is not on the list", "scew release show LIST"))),
                [there, gone, days, .. KeyRing.Signing(key, password)]),
            new Verb("show", "what is on the list; its signature is checked by the agents", (call, _) => Task.FromResult(Output(Read(call.Value(there)).List)), there));
    }

    private static CommandOutput Sign(Call call, string file, int days, string? keyName, string? password, Func<IReadOnlyList<Release>, IReadOnlyList<Release>> change)
    {
        if (days is < 1 or > MaxDays)
        {
            throw CliFault.Usage($"--days is 1 to {MaxDays}");
        }
        var old = File.Exists(file) ? Read(file).List : new ReleaseList(0, 0, []);
        var list = new ReleaseList(old.Serial + 1, DateTimeOffset.UtcNow.AddDays(days).ToUnixTimeMilliseconds(), [.. change(old.Releases).OrderBy(static one => one.Name, StringComparer.Ordinal)]);
        if (ReleaseList.Parse(list.Encode()) is null)
        {
            throw CliFault.Usage("this is no release list", $"a name has 1 to 64 letters, digits and . _ - +; a program 1 byte to 1 GiB; a list at most {ReleaseList.MaxReleases} programs");
        }
        var ring = new KeyRing(call, null);
        using var key = ring.Unlock(ring.Choose(keyName), password);
        if (old.Serial > 0 && Read(file).Check(key.PublicKey, new Protocol.Accounts.AccountKeyCache(2), 0, null) == ReleaseFault.Signature)
        {
            throw CliFault.Usage("another key signed the list that is there", "sign with that key, or begin a new file; agents take only the key of their configuration");
        }
        WholeFile.Replace(file, new SignedReleaseList(list, key.Sign(list.SigningBytes())).Encode());
        var output = Output(list);
        return output with { Next = [$"agents check it by \"releaseKey\": {{ \"x\": \"{Base64Url.Encode(key.PublicKey.X)}\", \"y\": \"{Base64Url.Encode(key.PublicKey.Y)}\" }}"] };
    }

    // A list that is not there is no empty one.
    private static string There(string file)
    {
        _ = Read(file);
        return file;
    }

    private static SignedReleaseList Read(string file) => !File.Exists(file)
        ? throw CliFault.NotFound($"there is no file '{PlainText.Clean(file)}'", "scew release add LIST PROGRAM --name NAME")
        : SignedReleaseList.Parse(File.ReadAllBytes(file)) ?? throw new CliFault(Codes.BadFile, ExitCodes.Usage, $"{PlainText.Clean(file)} is no release list");

    private static async Task<Digest> HashAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            throw CliFault.NotFound($"there is no file '{PlainText.Clean(file)}'");
        }
        await using var bytes = File.OpenRead(file);
        return new Digest(await SHA256.HashDataAsync(bytes, cancellation));
    }

    private static CommandOutput Output(ReleaseList list)
    {
        var table = new TableView("name", "sha256", "bytes") { KeepsIds = true };
        var data = new JsonArray();
        foreach (var release in list.Releases)
        {
            var (hash, size) = (Convert.ToHexStringLower(release.Program.ToArray()), release.SizeBytes.ToString(CultureInfo.InvariantCulture));
            table.Row(release.Name, hash, size);
            data.Add((JsonNode)new JsonObject { ["name"] = release.Name, ["sha256"] = hash, ["bytes"] = release.SizeBytes });
        }
        var ends = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(list.ExpiresMs, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new CommandOutput(
            new JsonObject { ["serial"] = list.Serial, ["expires"] = ends, ["releases"] = data },
            CommandOutput.Facts(("serial", list.Serial.ToString(CultureInfo.InvariantCulture)), ("ends", ends)) + table.Render())
        {
            Ids = [.. list.Releases.Select(static one => one.Name)],
        };
    }
}

using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Cli.Ceremony;

/// <summary>A merchant's signature under the draft, and all of them in one file.</summary>
internal static class GenesisConsent
{
    // As many as nobody finds a second draft for while people read to each other.
    private const int TypedCharacters = 12;

    /// <summary>Shows what is signed, compares the hash with what a person heard, and signs.</summary>
    public static CommandOutput Give(Call call, string draft, string folder, string? passwordFile, string? expected, string? target)
    {
        var file = GenesisFiles.Read(draft);
        if (file.Document.Dev)
        {
            throw CliFault.Usage($"{PlainText.Clean(draft)} is marked as a development group, whose keys are no secret", "scew dev up makes those");
        }
        using var key = MerchantKeys.OpenFor(call, file.Document, folder, passwordFile);
        var member = file.Document.MemberOf(key.Account)!.Value;
        var name = file.Document.Merchants[member].Name;
        if (file.Consents[member].Length > 0)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, $"{PlainText.Clean(draft)} has the consent of {name} already") { Unchanged = GenesisFiles.Unchanged, Next = "send it back as it is" };
        }
        var to = target ?? name + ".consent.json";
        GenesisFiles.RequireFree(to);
        var view = GenesisView.Of(file);
        Compare(call, view, file.Document.Hash(), expected);
        var signed = file.With(member, key.Sign(file.Document.ConsentBytes()));
        GenesisFiles.Write(to, signed.Encode());
        return new CommandOutput(
            new JsonObject { ["genesis"] = file.Document.Hash().ToString(), ["merchant"] = name, ["file"] = Path.GetFullPath(to) },
            CommandOutput.Facts(("group", file.Document.Name), ("genesis", file.Document.Hash().ToString()), ("signed by", name), ("consent", Path.GetFullPath(to))))
        {
            Ids = [file.Document.Hash().ToString()],
            Next = [$"send {to} to the coordinator, who runs: scew group merge genesis.json CONSENT..."],
        };
    }

    /// <summary>All consents in one file; one that is missing is no genesis yet.</summary>
    public static CommandOutput Merge(string target, string[] paths)
    {
        GenesisFiles.RequireFree(target);
        var first = GenesisFiles.Read(paths[0]);
        var all = first;
        foreach (var path in paths[1..])
        {
            var next = GenesisFiles.Read(path);
            if (next.Document.Hash() != first.Document.Hash())
            {
                throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"{PlainText.Clean(paths[0])} and {PlainText.Clean(path)} are of two different ceremonies")
                {
                    Why = $"the genesis of '{PlainText.Clean(first.Document.Name)}' is {first.Document.Hash()}, that of '{PlainText.Clean(next.Document.Name)}' is {next.Document.Hash()}",
                    Unchanged = GenesisFiles.Unchanged,
                    Next = "ask whose draft is the right one; the others sign that one",
                };
            }
            all = all.With(next);
        }
        if (!all.Missing.IsEmpty)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "this is no genesis yet")
            {
                Why = $"the consent of {string.Join(", ", all.Missing)} is missing; nobody can start before all have signed",
                Unchanged = GenesisFiles.Unchanged,
                Next = "ask for it, and run again with that file too",
                Details = new JsonObject { ["missing"] = new JsonArray([.. all.Missing.Select(name => (JsonNode?)name)]) },
            };
        }
        GenesisFiles.Write(target, all.Encode());
        return GenesisView.Of(all) with { Next = [$"send {target} to every merchant; there: scew-silo init --genesis {target} --key signing.key.json --data data"] };
    }

    private static void Compare(Call call, CommandOutput view, Digest genesis, string? expected)
    {
        var hash = genesis.ToString();
        if (expected is null)
        {
            call.Printer.Error.Write(view.Text);
            foreach (var warning in view.Warnings)
            {
                call.Printer.Warning(warning);
            }
            call.Printer.Error.Write($"To consent, type the first {TypedCharacters} characters of the genesis hash as the others read them to you: ");
            if ((call.Stdin.ReadLine() ?? "").Trim() == hash[..TypedCharacters])
            {
                return;
            }
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "nothing was signed")
            {
                Why = $"what was typed is not the beginning of {hash}",
                Unchanged = GenesisFiles.Unchanged,
                Next = "compare the hash with the others; where it differs, two drafts are about: ask for the right one",
            };
        }
        if (expected != hash)
        {
            throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "this is not the draft that the others told you of")
            {
                Why = $"its hash is {hash}, and --expect says {PlainText.Clean(expected)}",
                Unchanged = GenesisFiles.Unchanged,
                Next = "ask the coordinator for the right draft",
            };
        }
    }
}

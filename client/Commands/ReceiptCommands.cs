using System.CommandLine;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Commands;

/// <summary><c>receipt verify</c> (and its short form <c>verify</c>): no network, nothing but the file and the pinned genesis.</summary>
internal static class ReceiptCommands
{
    private static readonly Argument<string> Path = new("FILE") { Description = "a receipt" };
    private static readonly Option<string?> Genesis = new("--genesis") { Description = "the group's genesis file (else the profile's)" };
    private static readonly Option<string?> Pin = new("--pin") { Description = "the genesis hash that you trust (else the profile's)" };

    public static Noun Build() => new("receipt", "proofs of what happened", Verify("verify", "check a receipt offline"));

    public static Verb Verify(string name, string description) => new(name, description, (call, _) => Task.FromResult(Run(call)), Path, Genesis, Pin);

    /// <summary>The genesis of <c>--genesis</c> and <c>--pin</c>, or the one that the profile keeps; every consent verified.</summary>
    public static GenesisDocument Trusted(Call call, string? genesisPath, string? pinText)
    {
        var profile = pinText is null ? call.Profile : null;
        if (!Digest.TryParse(pinText ?? profile!.Genesis, out var pin))
        {
            throw CliFault.Usage($"'{pinText}' is no genesis hash", "43 characters, learnt from somebody you trust");
        }
        var path = genesisPath
            ?? (profile?.DevFolder is { } folder ? System.IO.Path.Combine(folder, "genesis.json") : System.IO.Path.Combine(call.Home.Group(pin.ToString()), "genesis.json"));
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no genesis file {path}", "add --genesis FILE, or run scew group show once");
        }
        return GroupSession.OpenFile(path, pin)?.Document
            ?? throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"{path} is not the pinned genesis") { Why = "its hash or a merchant's consent differs", Next = "get the right file" };
    }

    private static CommandOutput Run(Call call)
    {
        var path = call.Value(Path);
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "scew wallet history ID");
        }
        var genesis = Trusted(call, call.Value(Genesis), call.Value(Pin));
        var (receipt, reason) = new ReceiptVerifier(genesis).Verify(File.ReadAllBytes(path));
        return receipt is not null
            ? ReceiptViews.Output(receipt, index => genesis.Merchants[index].Name, null)
            : throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the receipt does not verify")
            {
                Why = reason,
                Unchanged = "nothing in the file can be relied on",
                Next = "ask a merchant again: scew request show ID",
            };
    }
}

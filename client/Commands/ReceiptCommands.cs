using System.CommandLine;
using Scew.Cli.Ceremony;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Commands;

/// <summary>
/// <c>receipt verify</c> (and its short form <c>verify</c>): no network, nothing but the file, the pinned genesis and the kept handovers. <c>--fresh</c> asks the merchants of today.
/// </summary>
internal static class ReceiptCommands
{
    private static readonly Argument<string> Path = new("FILE") { Description = "a receipt" };
    private static readonly Option<string?> Genesis = new("--genesis") { Description = "the group's genesis file (else the profile's)" };
    private static readonly Option<string?> Pin = new("--pin") { Description = "the genesis hash that you trust (else the profile's)" };

    private static readonly Option<string?> Handovers = new("--handovers") { Description = "how the members changed, by 'group handovers' (else what the home keeps)" };
    private static readonly Option<bool> Fresh = new("--fresh") { Description = "ask the merchants of today whether its block is part of their history, so that old keys alone prove nothing" };

    public static Noun Build() => new("receipt", "proofs of what happened", Verify("verify", "check a receipt, offline unless --fresh"));

    public static Verb Verify(string name, string description) => new(name, description, RunAsync, Path, Genesis, Pin, Handovers, Fresh);

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

    /// <summary>The same with every era that the kept handovers, or those of <c>--handovers</c>, prove.</summary>
    public static GroupEras TrustedEras(Call call, string? genesisPath, string? pinText, string? handoversPath = null)
    {
        var genesis = Trusted(call, genesisPath, pinText);
        var eras = new GroupEras(genesis);
        try
        {
            new HandoverStore(call.Home.Group(genesis.Hash().ToString())).LoadInto(eras);
        }
        catch (InvalidDataException broken)
        {
            throw GroupSession.BrokenHandovers(broken);
        }
        if (handoversPath is not null)
        {
            var handovers = HandoverFile.Parse(GenesisFiles.Bytes(handoversPath, HandoverFile.MaxBytes, "a file of handovers"))
                ?? throw GenesisFiles.Bad(handoversPath, "no file of handovers", "it is not the JSON that 'group handovers' writes", "scew group handovers --out FILE");
            eras.Take(handovers);
            if (handovers.Any(one => one.Epoch >= eras.Present.Epoch))
            {
                throw GenesisFiles.Bad(handoversPath, "of another group", $"its handover of epoch {eras.Present.Epoch} does not verify", "scew group handovers --out FILE");
            }
        }
        return eras;
    }

    private static async Task<CommandOutput> RunAsync(Call call, CancellationToken cancellation)
    {
        var path = call.Value(Path);
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "scew wallet history ID");
        }
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        if (call.Value(Fresh))
        {
            return await ReceiptFreshness.RunAsync(call, path, bytes, cancellation);
        }
        var eras = TrustedEras(call, call.Value(Genesis), call.Value(Pin), call.Value(Handovers));
        var (receipt, reason) = new ReceiptVerifier(eras).Verify(bytes);
        return receipt is not null ? ReceiptViews.Of(receipt, eras, path) : throw Refused(reason);
    }

    internal static CliFault Refused(string reason) => new(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the receipt does not verify")
    {
        Why = reason,
        Unchanged = "nothing in the file can be relied on",
        Next = reason.Contains("is the newest that is known here", StringComparison.Ordinal) ? "scew group show, which learns of newer eras; then again" : "ask a merchant again: scew request show ID",
    };
}

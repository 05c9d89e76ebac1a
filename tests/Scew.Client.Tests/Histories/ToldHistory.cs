using System.Collections.Immutable;
using System.Text;
using Scew.Client.Histories;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Tests.Support;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Client.Tests.Histories;

/// <summary>
/// A tool's life in six versions, with true receipts: created, held by a call of another asset, two steps in one transaction, given back by time, one step more. What a merchant tells of
/// it is a list that a test changes.
/// </summary>
internal static class ToldHistory
{
    public const string Tool = "tool";
    public const string Other = "other";
    public const long Version = 6;
    public const long Height = 30;
    public const long DueMs = 20_000;

    private static readonly Digest Group = SignedGroup.Genesis.ToGroup().Genesis;
    private static readonly ImmutableSortedDictionary<string, MachineValue> Nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);

    public static AssetHistoryTimer Timer { get; } = new(Tool, "back", DueMs, true);

    /// <summary>Another asset's step that calls nobody, though its values look as if.</summary>
    public static AssetHistoryEntry Foreign { get; } = Entry(
        2, 12, Receipt(12, Step(Other, "go"), $$"""{"id":"other","owner":"o","state":"Open","values":{"calls":[{"id":"tool","transition":"hold","version":2}]},"version":7}"""));

    /// <summary>A step of the tool that was refused.</summary>
    public static AssetHistoryEntry Refused { get; } = Entry(6, 25, Receipt(25, Step(Tool, "lend"), """{"id":"tool","message":"no","version":6}""", "guard-refused"));

    /// <summary>Newest first.</summary>
    public static ImmutableArray<AssetHistoryEntry> True { get; } = Make();

    public static RegisterRead Now { get; } = new(
        new Register(new RegisterKey(RegisterKind.Asset, Tool), Version, "m", "Ready", SignedGroup.Customer.Account, []), Height, 1000 * Height, null!);

    public static AssetHistoryPage Page(IEnumerable<AssetHistoryEntry> entries, long? next = null, long complete = 0) => new(Tool, Height, complete, [.. entries], next);

    public static AssetHistory Check(params ReadOnlySpan<AssetHistoryPage> pages)
    {
        var check = new AssetHistoryCheck(Tool, Now, new ReceiptVerifier(SignedGroup.Genesis));
        foreach (var page in pages)
        {
            // As it comes over the network.
            var told = AssetHistoryPage.Parse(page.Encode());
            Assert.NotNull(told);
            check.Add(told);
        }
        return check.Finish(2);
    }

    public static AssetHistoryEntry Entry(long version, long height, byte[] receipt, int place = 1) => new(version, height, 1000 * height, place, null, receipt);

    private static ImmutableArray<AssetHistoryEntry> Make()
    {
        var both = Receipt(
            14, new Transaction([Step(Tool, "lend"), Step(Other, "go"), Step(Tool, "mark")]),
            $$"""{"results":[{{Result(3, "Lent")}},{"id":"other","owner":"o","state":"Open","values":{},"version":9},{{Result(4, "Lent", DueMs)}}]}""");
        var called = """{"calls":[{"id":"else","transition":"x","version":2},{"id":"tool","transition":"hold","version":2}],"id":"other","owner":"o","state":"Open","values":{},"version":7}""";
        return
        [
            Entry(6, 25, Receipt(25, Step(Tool, "retire"), Result(6, "Broken"))),
            new(5, 21, 21_000, -1, Timer, default),
            Entry(4, 14, both),
            Entry(3, 14, []),
            Entry(2, 12, Receipt(12, Step(Other, "go"), called)),
            Entry(1, 10, Receipt(10, new AssetCreate(Tool, "m", Nothing), Result(1, "Ready"))),
        ];
    }

    private static AssetTransition Step(string id, string transition) => new(id, transition, Nothing);

    private static string Result(long version, string state, long? due = null) =>
        $$"""{"id":"tool","owner":"o","state":"{{state}}",{{(due is null ? "" : $$"""
        "timers":{"back":{{due}}},
        """.Trim())}}"values":{},"version":{{version}}}""";

    /// <summary>The second of two results of a height, attested by three of the four.</summary>
    private static byte[] Receipt(long height, Operation operation, string result, string code = "ok")
    {
        var request = RequestSigner.Sign(Group, operation, 1000 * height + 60_000, SignedGroup.Customer).Request!;
        var tree = ResultsTree.Of(Group, height, [new RequestResult(Digest.Of("first"u8), "ok", "{}"u8.ToArray()), new RequestResult(request.Id, code, Encoding.UTF8.GetBytes(result))]);
        var state = new AttestedState(0, height, Digest.Of("block"u8), 1000 * height, Digest.Of("state"u8), tree.Root, 2);
        var attestations = "abc".Select((name, i) => new Attestation(state, i, SignedGroup.Keys.Signing("merchant/" + name).Sign(state.SigningBytes(Group))));
        return new Receipt(request.Wire, 1, code, Encoding.UTF8.GetBytes(result), tree.Paths[1], CertifiedState.From(attestations)).Encode();
    }
}

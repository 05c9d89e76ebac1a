using System.Collections.Immutable;
using System.Globalization;

namespace Scew.Client.Till;

/// <summary>
/// What one request of an import does: either creates wallets of up to 16 customers (their signatures), or applies up to 256 steps of one merchant.
/// <paramref name="Key"/> names it in the journal for ever: it depends on the file's rows and nothing else.
/// </summary>
public sealed record TillBatch(string Key, string? Merchant, ImmutableArray<string> Customers, ImmutableArray<TillStep> Steps)
{
    /// <summary>Signers of one request.</summary>
    public const int WalletsPerRequest = 16;

    /// <summary>Operations of one transaction.</summary>
    public const int StepsPerRequest = 256;

    /// <summary>Creation of all wallets; these commute with each other and come before everything else.</summary>
    public static ImmutableArray<TillBatch> Wallets(TillPlan plan) =>
        [.. plan.Customers.Chunk(WalletsPerRequest).Select((customers, index) => new TillBatch(Name("wallets", index), null, [.. customers], []))];

    /// <summary>One merchant's steps in the file's order, without those that change nothing. Batches of one merchant run one after the other.</summary>
    public static ImmutableArray<TillBatch> Of(TillPlan plan, string merchant) =>
        [.. plan.Steps
            .Where(step => step.Row.Merchant == merchant && step.Delta != 0)
            .Chunk(StepsPerRequest)
            .Select((steps, index) => new TillBatch(Name("till/" + merchant, index), merchant, [], [.. steps]))];

    /// <summary>The same work one by one, for a batch that was refused as a whole.</summary>
    public ImmutableArray<TillBatch> Split() => Merchant is null
        ? [.. Customers.Select((customer, index) => new TillBatch(Name(Key, index), null, [customer], []))]
        : [.. Steps.Select((step, index) => new TillBatch(Name(Key, index), Merchant, [], [step]))];

    /// <summary>True when it cannot be split further.</summary>
    public bool IsSingle => Customers.Length + Steps.Length == 1;

    private static string Name(string stem, int index) => stem + "/" + index.ToString(CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using Scew.Client.Receipts;

namespace Scew.Client.Variables;

/// <summary>Whether a comparison held, in a block whose receipt was verified here.</summary>
public sealed record ComparisonOutcome(bool Holds, VerifiedReceipt Receipt);

/// <summary>Whether a conditional update was carried out; false when its condition did not hold and so nothing changed.</summary>
public sealed record UpdateOutcome(bool Done, VerifiedReceipt Receipt);

/// <summary>
/// The variables whose values lie between two bounds, in the order of the question, and the receipts, one for each request (at most 100 variables each, so several requests are
/// several moments). <paramref name="Unreadable"/>: variables of a prefix that could not be asked for, because their keys are not here or what is stored does not open.
/// </summary>
public sealed record RangeOutcome(ImmutableArray<string> Ids, ImmutableArray<string> Unreadable, ImmutableArray<VerifiedReceipt> Receipts);

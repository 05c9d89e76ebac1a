namespace Scew.Client.Till;

/// <summary>What a row does to its customer's wallet: <paramref name="Delta"/> points minted (positive) or taken back (negative), and what stays uncovered.</summary>
public sealed record TillStep(TillRow Row, long Delta, long NotCovered);

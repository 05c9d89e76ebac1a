namespace Scew.Client.Till;

/// <summary>One line of a till's file: when, at which merchant, which invoice, whose, and pence (negative for a cancellation). <paramref name="Line"/> counts from 1, the header included.</summary>
public sealed record TillRow(int Line, long TimeMs, string Merchant, string Invoice, string Customer, long Pence);

namespace Scew.Client.Till;

/// <summary>Why a till's file is refused, and where.</summary>
public sealed record TillFault(int Line, string Reason);

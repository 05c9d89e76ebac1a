namespace Scew.Grains;

/// <summary>The other members attest another state than this replica's: its program, its memory or its database is wrong, and nobody may be served from it.</summary>
public sealed class DivergedException(string message) : Exception(message);

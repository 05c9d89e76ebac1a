namespace Scew.Storage;

/// <summary>A setting of a database: what was found, what it has to be, and whether a silo can live with it. <paramref name="IsRight"/> is null for what is only told.</summary>
public sealed record StoreSetting(string Name, string Found, string Wanted, bool? IsRight);

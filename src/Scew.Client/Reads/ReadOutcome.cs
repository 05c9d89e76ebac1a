namespace Scew.Client.Reads;

/// <summary>A verified value, or the reasons of all merchants that were asked. <paramref name="Unverified"/> is true when an answer came and did not verify.</summary>
public sealed record ReadOutcome<T>(T? Value, string Reason, bool Unverified)
    where T : class;

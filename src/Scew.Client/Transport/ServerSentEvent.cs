namespace Scew.Client.Transport;

/// <summary>One event of a stream: its id (may be empty) and its data lines joined by line feeds.</summary>
public readonly record struct ServerSentEvent(string Id, string Data);

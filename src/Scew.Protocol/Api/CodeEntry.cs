namespace Scew.Protocol.Api;

/// <summary>
/// One row of the registry: a number that never changes, the name, the status of an HTTP answer that carries it (200 where the answer is a receipt), the exit code
/// of a command that ends with it, whether the same act may succeed later, and a sentence for a person.
/// </summary>
public sealed record CodeEntry(int Number, string Name, int HttpStatus, ExitCode ExitCode, bool Retryable, string Sentence);

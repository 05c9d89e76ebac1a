namespace Scew.Cli.Shell;

/// <summary>One command of a script: its words without <c>scew</c>, and what <c>echo ... |</c> gives it on stdin.</summary>
internal sealed record Statement(IReadOnlyList<string> Words, string? Input, string Text);

using System.CommandLine;

namespace Scew.Cli.Grammar;

/// <summary>Options of commands that change something which cannot be undone.</summary>
internal static class Acting
{
    public static Option<bool> Yes { get; } = new("--yes") { Description = "ask nobody to confirm, as scripts need it" };

    public static Option<bool> Keyring { get; } = new("--password-keyring") { Description = "the passphrase comes from this system's keyring, where scew key remember put it" };

    public static Option<bool> DryRun { get; } = new("--dry-run") { Description = "show what would be signed, byte by byte, and send nothing" };
}

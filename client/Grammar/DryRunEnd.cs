using Scew.Cli.Output;

namespace Scew.Cli.Grammar;

/// <summary>Ends a command at the place where it would have sent something; what would have been sent is its result.</summary>
internal sealed class DryRunEnd(CommandOutput output) : Exception("nothing was sent")
{
    public CommandOutput Output { get; } = output;
}

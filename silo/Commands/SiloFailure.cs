namespace Scew.Silo.Commands;

/// <summary>A failure with a sentence for the operator: what failed and what to do.</summary>
internal sealed class SiloFailure : Exception
{
    public SiloFailure()
    {
    }

    public SiloFailure(string message)
        : base(message)
    {
    }

    public SiloFailure(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SiloFailure(int exitCode, string message)
        : base(message) => ExitCode = exitCode;

    public int ExitCode { get; } = ExitCodes.General;
}

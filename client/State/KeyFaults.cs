using Scew.Cli.Output;
using Scew.Keys.Files;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>What the key store refuses, as the console's faults.</summary>
internal static class KeyFaults
{
    public static T Require<T>(KeyResult<T> result)
        where T : class => result.Ok ? result.Value : throw Fault(result.Problem);

    public static CliFault Fault(KeyProblem problem, string? instead = null)
    {
        var (code, exit, next) = problem.Fault switch
        {
            KeyFault.NotFound => (Codes.NotFound, ExitCodes.NotFound, "scew key list"),
            KeyFault.WrongPassphrase => (Codes.KeyLocked, ExitCodes.Locked, "try again with the right passphrase"),
            KeyFault.Permissions => (Codes.NoAccess, ExitCodes.Locked, "make the file readable by its owner alone (chmod 600)"),
            KeyFault.Storage => (Codes.Storage, ExitCodes.Storage, "check the path, the disk and its free space"),
            KeyFault.BadName or KeyFault.BadPassphrase or KeyFault.AlreadyExists => (Codes.Usage, ExitCodes.Usage, "scew key --help"),
            _ => (Codes.BadFile, ExitCodes.General, "restore the file from a backup"),
        };
        return new CliFault(code, exit, "the key cannot be used") { Why = problem.Message, Unchanged = "no key and no request", Next = instead ?? next };
    }
}

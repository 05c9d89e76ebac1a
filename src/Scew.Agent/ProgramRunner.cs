using System.Collections;
using System.Security.Cryptography;

namespace Scew.Agent;

/// <summary>
/// The last steps before a program runs, in the process that becomes it: its file is hashed through the very descriptor that is executed, so nothing that happens to the name in between
/// matters. The number and the start time of the process stay the same, so the agent knows them from the first moment.
/// </summary>
public static class ProgramRunner
{
    /// <summary>Names a program's environment never has, whoever configures it: they would make it load other code.</summary>
    private static readonly string[] Denied =
    [
        "LD_", "DYLD_", "DOTNET_", "COMPlus_", "CORECLR_", "COREHOST_", "GCONV_", "GLIBC_", "MALLOC_", "LOCPATH", "NLSPATH", "OPENSSL_", "SSL_CERT_", "ASPNETCORE_HOSTINGSTARTUP",
        "BASH_ENV", "ENV", "IFS", "PYTHON", "PERL5", "RUBY", "NODE_", "JAVA_", "JDK_JAVA_", "_JAVA_",
    ];

    /// <summary>Whether a variable of the environment may be passed on.</summary>
    public static bool IsPassedOn(string name) => name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) && !Denied.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Becomes the program; returns only a sentence on why not. <paramref name="sha256"/>: 64 hexadecimal digits; <paramref name="log"/>: where its output goes;
    /// <paramref name="limits"/>: what it gives up before.
    /// </summary>
    public static string Become(string program, string sha256, string log, ProgramLimits limits, IReadOnlyList<string> arguments)
    {
        using var file = File.OpenHandle(program, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (HashOf(file) is var found && found != sha256)
        {
            return $"{program} has the SHA-256 {found} now: it was changed after it was fetched, and is not run";
        }
        try
        {
            if (limits.Cgroup is { } group)
            {
                // 0 is whoever writes it.
                File.WriteAllText(Path.Combine(group, "cgroup.procs"), "0");
            }
            NativeCalls.Detach(log, limits);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the program's limits cannot be set: {failure.Message}";
        }
        var error = NativeCalls.Execute((int)file.DangerousGetHandle(), [Path.GetFileName(program), .. arguments], Environments());
        return $"{program} cannot be run: error {error}";
    }

    private static List<string> Environments() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Where(static one => IsPassedOn((string)one.Key)).Select(static one => $"{one.Key}={one.Value}")];

    private static string HashOf(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        var at = 0L;
        for (int count; (count = RandomAccess.Read(file, buffer, at)) > 0; at += count)
        {
            hash.AppendData(buffer, 0, count);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

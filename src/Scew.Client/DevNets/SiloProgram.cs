using System.Diagnostics;

namespace Scew.Client.DevNets;

/// <summary>Where <c>scew-silo.dll</c> is, and the <c>dotnet</c> that runs it.</summary>
public sealed record SiloProgram(string DotnetPath, string DllPath)
{
    private const string Dll = "scew-silo.dll";

    /// <summary>
    /// Looks at SCEW_SILO, beside the running program, in the sibling folder of the same configuration (artifacts/bin/Scew.Silo/debug), then in any
    /// configuration's.
    /// </summary>
    public static SiloProgram Find()
    {
        foreach (var candidate in Candidates())
        {
            if (File.Exists(candidate) && File.Exists(Path.ChangeExtension(candidate, ".runtimeconfig.json")))
            {
                return new SiloProgram(FindDotnet(), Path.GetFullPath(candidate));
            }
        }
        throw new DevNetException($"{Dll} was not found beside {AppContext.BaseDirectory}; build the solution or set SCEW_SILO to its path");
    }

    /// <summary>
    /// A start that writes both outputs to a file, which outlives this process, unlike a pipe. On Unix the shell replaces itself, so the id is the silo's.
    /// A <paramref name="wrapper"/> such as <c>prlimit --fsize=1000000</c> stands before the program.
    /// </summary>
    public ProcessStartInfo StartInfo(IEnumerable<string> arguments, string? logPath, IReadOnlyList<string>? wrapper = null)
    {
        string[] command = [.. wrapper ?? [], DotnetPath];
        var info = new ProcessStartInfo { UseShellExecute = false, CreateNoWindow = true, RedirectStandardInput = false };
        if (logPath is not null && !OperatingSystem.IsWindows())
        {
            info.FileName = "/bin/sh";
            info.ArgumentList.Add("-c");
            info.ArgumentList.Add("log=\"$1\"; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null");
            info.ArgumentList.Add("sh");
            info.ArgumentList.Add(logPath);
            Array.ForEach(command, info.ArgumentList.Add);
        }
        else
        {
            info.FileName = command[0];
            Array.ForEach(command[1..], info.ArgumentList.Add);
            info.RedirectStandardError = true;
            info.RedirectStandardOutput = true;
        }
        info.ArgumentList.Add(DllPath);
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }
        info.Environment["DOTNET_NOLOGO"] = "1";
        return info;
    }

    /// <summary>One command that ends by itself: its exit code and what it wrote.</summary>
    /// <exception cref="DevNetException">It did not start.</exception>
    public async Task<(int Exit, string Out, string Error)> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        using var silo = Process.Start(StartInfo(arguments, null)) ?? throw new DevNetException("scew-silo did not start");
        await using var ended = cancellation.Register(silo.Kill);
        var output = silo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await silo.StandardError.ReadToEndAsync(CancellationToken.None);
        await silo.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return (silo.ExitCode, await output, error);
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("SCEW_SILO") is { Length: > 0 } named)
        {
            yield return named;
            yield break;
        }
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        yield return Path.Combine(here, Dll);
        var configuration = Path.GetFileName(here);
        var bin = Path.GetDirectoryName(Path.GetDirectoryName(here));
        if (bin is null)
        {
            yield break;
        }
        yield return Path.Combine(bin, "Scew.Silo", configuration, Dll);
        var siblings = Path.Combine(bin, "Scew.Silo");
        if (Directory.Exists(siblings))
        {
            foreach (var folder in Directory.EnumerateDirectories(siblings).Order(StringComparer.Ordinal))
            {
                yield return Path.Combine(folder, Dll);
            }
        }
    }

    private static string FindDotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var shared = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(shared, "..", "..", "..", name));
        return File.Exists(root) ? root : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? ProgramPath.Find(name) ?? throw new DevNetException("dotnet, which runs scew-silo, was not found");
    }
}

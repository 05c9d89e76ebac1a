using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Client.DevNets;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>One merchant's machine as the pages mean it: a folder, a home, and the commands <c>scew</c> and <c>scew-silo</c>.</summary>
internal sealed class MerchantMachine : IDisposable
{
    /// <summary>When certificates of the tests count.</summary>
    public static readonly DateTimeOffset ValidFrom = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When they end.</summary>
    public static readonly DateTimeOffset ValidTo = new(2049, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _root;
    private readonly Func<string, string> _local;
    private Process? _silo;

    public MerchantMachine(string root, string name, int port, int peerPort, Func<string, string> local)
    {
        (_root, Name, _local) = (root, name, local);
        Folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        Install(Command(SiloProgram.Find().DllPath));
        (Port, PeerPort) = (port, peerPort);
    }

    public string Name { get; }

    public string Folder { get; }

    public int Port { get; }

    public int PeerPort { get; }

    public string At(string file) => Path.Combine(Folder, file);

    /// <summary>Runs commands of a page in this folder; answers what they printed.</summary>
    public async Task<string> RunAsync(string commands, string input = "")
    {
        var (exit, output, error) = await TryAsync(commands, input);
        Assert.True(exit == 0, $"{Name} exit {exit}\n{commands}\n{output}\n{error}");
        return output;
    }

    public async Task<(int Exit, string Output, string Error)> TryAsync(string commands, string input = "")
    {
        using var process = Start(commands, redirect: true);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Runs the silo by the page's own command, until <see cref="StopAsync"/>.</summary>
    public void StartSilo(string commands) => _silo = Start($"exec {commands.Trim()} >>silo.log 2>&1", redirect: false);

    /// <summary>As systemd stops it.</summary>
    public async Task StopAsync()
    {
        if (_silo is not { HasExited: false } silo)
        {
            return;
        }
        using (var kill = Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await silo.WaitForExitAsync(limit.Token);
        Assert.True(silo.ExitCode == 0, $"{Name} ended with {silo.ExitCode}: {await File.ReadAllTextAsync(At("silo.log"))}");
    }

    /// <summary>As a power cut or the kernel ends it.</summary>
    public async Task KillAsync()
    {
        _silo!.Kill();
        await EndAsync();
    }

    /// <summary>Waits until the silo ended by itself; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _silo!.WaitForExitAsync(limit.Token);
        return _silo.ExitCode;
    }

    /// <summary>"Put the new files into /usr/lib/scew": from now on <c>scew-silo</c> is this command.</summary>
    public void Install(string command) => Write(Path.Combine(_root, Name + ".bin"), "scew-silo", command);

    /// <summary>A built program as a command.</summary>
    public static string Command(string dll) => $"'{SiloProgram.Find().DotnetPath}' '{Path.GetFullPath(dll)}'";

    /// <summary>The https certificate that the page takes for granted, from the test's own authority.</summary>
    public void WriteCertificate(X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + Name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, ValidFrom, ValidTo, RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        File.WriteAllBytes(At("https.p12"), whole.Export(X509ContentType.Pkcs12, "certificate"));
        File.WriteAllText(At("https.password"), "certificate\n");
        TempFolder.OnlyForOwner(At("https.p12"));
        TempFolder.OnlyForOwner(At("https.password"));
    }

    public void Dispose()
    {
        if (_silo is { HasExited: false })
        {
            _silo.Kill(entireProcessTree: true);
        }
        _silo?.Dispose();
    }

    private Process Start(string commands, bool redirect)
    {
        var info = new ProcessStartInfo("/bin/sh", ["-eu", "-c", _local(commands)])
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = redirect,
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        info.Environment["PATH"] = Path.Combine(_root, Name + ".bin") + ":" + Path.Combine(_root, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        info.Environment["HOME"] = Folder;
        info.Environment["SSL_CERT_FILE"] = Path.Combine(_root, "authority.pem");
        foreach (var name in new[] { "SCEW_HOME", "SCEW_PROFILE", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SCEW_SILO" })
        {
            info.Environment.Remove(name);
        }
        return Process.Start(info)!;
    }

    /// <summary>The console as a command, as it stands on everybody's PATH.</summary>
    public static void InstallConsole(string root)
    {
        var folder = Path.GetDirectoryName(SiloProgram.Find().DllPath)!;
        Write(Path.Combine(root, "bin"), "scew", Command(Path.Combine(folder, "..", "..", "Scew.Console", Path.GetFileName(folder), "scew.dll")));
    }

    private static void Write(string bin, string name, string command)
    {
        var path = Path.Combine(Directory.CreateDirectory(bin).FullName, name);
        File.WriteAllText(path, $"#!/bin/sh\nexec {command} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

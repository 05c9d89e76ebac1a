using System.Runtime.InteropServices;

namespace Scew.Agent;

/// <summary>What Linux offers for processes and .NET does not.</summary>
internal static partial class NativeCalls
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    public const int NoSuchProcess = 3;
    private const int SigPipe = 13;
    private const int SetNoNewPrivileges = 38;
    private const int LimitCore = 4;
    private const int LimitProcesses = 6;
    private const int LimitOpenFiles = 7;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const long CloseRange = 436;
    private const long CloseRangeOnExec = 4;
    private const long PidfdSendSignal = 424;
    private const long PidfdOpen = 434;

    /// <summary>A descriptor that stands for one process, however often its number is used again; or minus the error.</summary>
    public static int OpenProcess(int pid) => Result(syscall(PidfdOpen, pid, 0, 0, 0));

    /// <summary>Sends a signal to that very process; 0, or minus the error.</summary>
    public static int Signal(int descriptor, int signal) => Result(syscall(PidfdSendSignal, descriptor, signal, 0, 0));

    public static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>A session of its own, input from nowhere, output to the end of a file, no way to more rights, no memory image on disk.</summary>
    public static void Detach(string log, ProgramLimits limits)
    {
        _ = setsid();
        var nowhere = Required(open("/dev/null", CloseOnExec, 0), "open /dev/null");
        var end = Required(open(log, WriteOnly | Create | Append | CloseOnExec, 0x180), "open " + log);
        Required(dup2(nowhere, 0), "dup2");
        Required(dup2(end, 1), "dup2");
        Required(dup2(end, 2), "dup2");
        Required(prctl(SetNoNewPrivileges, 1, 0, 0, 0), "prctl");
        Limit(LimitCore, 0);
        if (limits.OpenFiles is { } files)
        {
            Limit(LimitOpenFiles, files);
        }
        if (limits.User is { } user)
        {
            var group = limits.Group ?? user;
            Required(setgroups(0, []), "setgroups");
            Required(setresgid(group, group, group), "setresgid");
            Required(setresuid(user, user, user), "setresuid");
        }
        // Last of all: the limit counts what the new user runs, and the descriptors below need no process.
        if (limits.Processes is { } most)
        {
            Limit(LimitProcesses, most);
        }
        // Whatever else was handed down stays here.
        Required(Result(syscall(CloseRange, 3, uint.MaxValue, CloseRangeOnExec, 0)), "close_range");
        _ = signal(SigPipe, 0);
    }

    /// <summary>Becomes the program behind a descriptor; comes back only with an error number.</summary>
    public static int Execute(int descriptor, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        var (argv, envp) = (Array(arguments), Array(environment));
        _ = fexecve(descriptor, argv, envp);
        return Marshal.GetLastPInvokeError();
    }

    private static nint[] Array(IReadOnlyList<string> texts) => [.. texts.Select(Marshal.StringToCoTaskMemUTF8), 0];

    private static void Limit(int resource, long most)
    {
        var limit = new ResourceLimit { Soft = (ulong)most, Hard = (ulong)most };
        Required(setrlimit(resource, limit), "setrlimit");
    }

    private static int Required(int result, string call) => result >= 0 ? result : throw new IOException($"{call} failed with error {Marshal.GetLastPInvokeError()}");

    private static int Result(long result) => result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, long first, long second, long third, long fourth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setrlimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setgroups(nuint count, uint[] groups);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresgid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setresuid(uint real, uint effective, uint saved);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fexecve(int descriptor, nint[] arguments, nint[] environment);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}

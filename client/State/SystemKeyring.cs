using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Scew.Cli.Output;
using Scew.Client.DevNets;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>
/// Passphrases in the keyring of the user's session: by <c>secret-tool</c> (libsecret) on Linux, by <c>security</c> on macOS. A secret goes through standard input and comes through standard
/// output, never as an argument, which every user of the machine could see.
/// </summary>
internal static class SystemKeyring
{
    private const string Service = "scew";

    // The low byte of errSecItemNotFound (-25300).
    private const int NoItemOnMac = 44;

    private static bool IsMac => OperatingSystem.IsMacOS();

    private static string Program => IsMac ? "security" : "secret-tool";

    public static Passphrase Find(string name, Account account, string? remember = null)
    {
        var secret = GC.AllocateArray<byte>(Passphrase.MaxBytes + 2, pinned: true);
        try
        {
            string[] question = IsMac ? ["find-generic-password", "-s", Service, "-a", account.ToString(), "-w"] : ["lookup", "service", Service, "account", account.ToString()];
            var (exit, length, error) = Run(question, static _ => { }, secret);
            // Only a terminal is owed the line's end, and security adds one all the same.
            length -= length > 0 && secret[length - 1] == '\n' ? 1 : 0;
            return exit == 0 && length > 0 ? KeyFaults.Require(Passphrase.FromUtf8(secret.AsSpan(0, length)))
                : throw new CliFault(Codes.KeyLocked, ExitCodes.Locked, $"the keyring has no passphrase of key '{name}'") { Why = Reason(error), Unchanged = "nothing was sent", Next = remember ?? $"scew key remember {name}" };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public static void Store(string name, Account account, Passphrase passphrase)
    {
        var label = $"passphrase of scew key {name}";
        var (exit, _, error) = IsMac
            ? Run(["-i"], stdin => WriteCommand(stdin, $"add-generic-password -U -s {Service} -a {account} -l \"{label}\" -X ", passphrase), [])
            : Run(["store", "--label", label, "service", Service, "account", account.ToString()], passphrase.WriteTo, []);
        if (exit != 0)
        {
            throw Failed("the keyring did not take the passphrase", error);
        }
    }

    public static void Clear(Account account)
    {
        var (exit, _, error) = IsMac
            ? Run(["delete-generic-password", "-s", Service, "-a", account.ToString()], static _ => { }, new byte[4096])
            : Run(["clear", "service", Service, "account", account.ToString()], static _ => { }, []);
        if (!IsForgotten(IsMac, exit, error))
        {
            throw Failed("the keyring did not forget the passphrase", error);
        }
    }

    /// <summary>Nothing to clear is as good, and both programs say so in their own way: <c>security</c> by its exit code, <c>secret-tool</c> by silence.</summary>
    internal static bool IsForgotten(bool isMac, int exit, string error) => exit == 0 || (isMac ? exit == NoItemOnMac : error.Length == 0);

    // Hexadecimal needs no quotes. What is not ASCII would come back as hexadecimal too, and could not be told from a passphrase that looks like it.
    private static void WriteCommand(Stream stdin, string command, Passphrase passphrase)
    {
        var plain = GC.AllocateArray<byte>(Passphrase.MaxBytes, pinned: true);
        var hex = GC.AllocateArray<byte>(2 * Passphrase.MaxBytes, pinned: true);
        try
        {
            using var memory = new MemoryStream(plain);
            passphrase.WriteTo(memory);
            var length = (int)memory.Position;
            if (plain.AsSpan(0, length).ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            {
                throw CliFault.Usage("the keyring of macOS gives only printable ASCII back as it was", "--password-file FILE");
            }
            for (var i = 0; i < length; i++)
            {
                hex[2 * i] = (byte)"0123456789abcdef"[plain[i] >> 4];
                hex[(2 * i) + 1] = (byte)"0123456789abcdef"[plain[i] & 15];
            }
            stdin.Write(Encoding.UTF8.GetBytes(command));
            stdin.Write(hex.AsSpan(0, 2 * length));
            stdin.WriteByte((byte)'\n');
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(hex);
        }
    }

    private static (int Exit, int Length, string Error) Run(string[] arguments, Action<Stream> write, byte[] output)
    {
        if (OperatingSystem.IsWindows())
        {
            throw CliFault.Usage("no keyring of this system is known", "--password-file FILE");
        }
        var path = ProgramPath.Find(Program) ?? throw Failed($"the keyring cannot be asked: {Program} does not run", "no folder of PATH has it");
        try
        {
            using var program = Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = program.StandardError.ReadToEndAsync();
            // Unbuffered: what a writer keeps is not zeroed.
            write(program.StandardInput.BaseStream);
            program.StandardInput.Close();
            var length = program.StandardOutput.BaseStream.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            program.WaitForExit();
            return (program.ExitCode, length, PlainText.Clean(error.Result.Trim()));
        }
        catch (Exception missing) when (missing is Win32Exception or IOException)
        {
            throw Failed($"the keyring cannot be asked: {Program} does not run", missing.Message);
        }
    }

    private static string Reason(string error) => error.Length > 0 ? error : "it was never put there, or the keyring is locked";

    private static CliFault Failed(string what, string why) => new(Codes.KeyLocked, ExitCodes.Locked, what)
    {
        Why = Reason(why),
        Unchanged = "nothing was sent",
        Next = IsMac ? "unlock the keychain, or use --password-file FILE" : "apt install libsecret-tools, start a session with a keyring, or use --password-file FILE",
    };
}

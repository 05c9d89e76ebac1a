using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Cli.State;

/// <summary>Where passphrases come from: a file, stdin, or a prompt that shows nothing.</summary>
internal static class Passphrases
{
    public static Passphrase Read(Call call, string? file, string prompt) => KeyFaults.Require(file switch
    {
        "-" => Passphrase.FromChars((call.Stdin.ReadLine() ?? "").ToCharArray()),
        null => Passphrase.FromChars(Ask(call, prompt)),
        _ => Passphrase.ReadFile(file),
    });

    /// <summary>Of a key that is there: from the keyring where that was said, which knows it by its account, wherever its file lies.</summary>
    public static Passphrase Of(Call call, string name, KeyFile key, string? file, string prompt, string? remember = null)
    {
        if (!call.UsesKeyring)
        {
            return Read(call, file, prompt);
        }
        return file is null ? SystemKeyring.Find(name, new Account(key.Identity), remember) : throw CliFault.Usage("--password-file and --password-keyring are two sources of one passphrase", "give one of them");
    }

    /// <summary>How the passphrase of a key in a merchant's own folder gets into the keyring.</summary>
    public static string RememberFrom(string path) => $"scew key import {PlainText.Clean(path)} --name NAME, then scew key remember NAME";

    /// <summary>As <see cref="Read"/> for a passphrase that is to be made: at a prompt it is asked for twice, because a typing error would lock the key for ever.</summary>
    public static Passphrase ReadNew(Call call, string? file, string prompt) =>
        file is null ? KeyFaults.Require(Passphrase.FromChars(Agreed(Ask(call, prompt), Ask(call, "the same passphrase again: ")))) : Read(call, file, prompt);

    /// <summary>The first of two equal entries; the second is zeroed, and both are when they differ.</summary>
    public static char[] Agreed(char[] first, char[] second)
    {
        var equal = first.AsSpan().SequenceEqual(second);
        Array.Clear(second);
        if (!equal)
        {
            Array.Clear(first);
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "the two passphrases differ") { Unchanged = "no key was made", Next = "run the same command again" };
        }
        return first;
    }

    private static char[] Ask(Call call, string prompt)
    {
        if (System.Console.IsInputRedirected)
        {
            throw new CliFault(Codes.KeyLocked, ExitCodes.Locked, "a passphrase is needed")
            {
                Why = "stdin is no terminal to ask at",
                Unchanged = "nothing was sent",
                Next = "add --password-file FILE, or --password-file - to read it from stdin",
            };
        }
        call.Printer.Error.Write(prompt);
        var typed = new char[Passphrase.MaxBytes];
        var length = 0;
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                length = Math.Max(0, length - 1);
            }
            else if (!char.IsControl(key.KeyChar) && length < typed.Length)
            {
                typed[length++] = key.KeyChar;
            }
        }
        call.Printer.Error.WriteLine();
        var characters = typed[..length];
        Array.Clear(typed);
        return characters;
    }
}

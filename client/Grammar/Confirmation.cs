using Scew.Cli.Output;
using Scew.Protocol.Api;

namespace Scew.Cli.Grammar;

/// <summary>A dangerous act is confirmed by typing what it is about, so that no habit of pressing y does it.</summary>
internal static class Confirmation
{
    /// <summary>The same where somebody can be asked and something would be done: for acts whose command line names what they are about, which is a script's confirmation.</summary>
    public static void AtTerminal(Call call, string act, string word)
    {
        if (call.IsInteractive && !call.IsDryRun)
        {
            Require(call, act, word);
        }
    }

    /// <summary>Goes on when <paramref name="word"/> was typed or <c>--yes</c> given; else a fault, and nothing was done.</summary>
    public static void Require(Call call, string act, string word)
    {
        if (call.Yes)
        {
            return;
        }
        if (!call.IsInteractive)
        {
            throw CliFault.Usage($"{act}: this must be confirmed", "add --yes, because there is no terminal to ask at");
        }
        call.Printer.Error.Write($"{PlainText.Clean(act)}. Type {PlainText.Clean(word)} to go on: ");
        if (call.Stdin.ReadLine()?.Trim() != word)
        {
            throw new CliFault(Codes.Interrupted, ExitCodes.Interrupted, "not confirmed") { Unchanged = "nothing was done", Next = "run the same command again, or add --yes" };
        }
    }
}

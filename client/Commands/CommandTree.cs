using System.CommandLine;
using Scew.Cli.Grammar;

namespace Scew.Cli.Commands;

/// <summary>The whole grammar: <c>scew NOUN VERB</c>, and short forms of daily acts.</summary>
internal static class CommandTree
{
    private static readonly Lazy<RootCommand> Once = new(Build);

    public static GlobalOptions Options { get; } = new();

    /// <summary>One tree for all command lines of a process, and not one each: an option that several verbs share remembers every command that it was added to.</summary>
    public static RootCommand Root => Once.Value;

    private static RootCommand Build()
    {
        var root = new RootCommand("Scew: assets that merchants share without trusting each other.")
        {
            KeyCommands.Build(),
            WalletCommands.Build(),
            VariableCommands.Build(),
            AssetCommands.Build(),
            MachineCommands.Build(),
            RequestCommands.Build(),
            ReceiptCommands.Build(),
            EvidenceCommands.Build(),
            GroupCommands.Group(),
            ReplicaCommands.Build(),
            ReleaseCommands.Build(),
            WebCommands.Build(),
            GroupCommands.Status(),
            GroupCommands.Watch(),
            DoctorCommands.Build(),
            LoyaltyCommands.Build(),
            TillCommands.Build(),
            ProfileCommands.Build(),
            DevCommands.Build(),
            BenchCommands.Build(),
            DemoCommands.Build(),
            DocCommands.Build(),
            CompletionCommands.Script(),
            CompletionCommands.Complete(() => Root),
            UninstallCommand.Build(),
            SchemaCommand.Build(),
            ExplainCommand.Build(),
            ShellCommand.Build(),
            WalletCommands.Pay("pay", "short for 'scew wallet pay': move points to another wallet"),
            WalletCommands.Pay("send", "short for 'scew wallet pay': move points to another wallet"),
            WalletCommands.Show("balance", "short for 'scew wallet show': a wallet's balance, as n-f merchants attest it"),
            ReceiptCommands.Verify("verify", "short for 'scew receipt verify': check a receipt offline"),
        };
        foreach (var option in Options.All)
        {
            root.Add(option);
        }
        Help.Into(root);
        return root;
    }
}

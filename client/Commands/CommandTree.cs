using System.CommandLine;
using Scew.Cli.Grammar;

namespace Scew.Cli.Commands;

/// <summary>The whole grammar: <c>scew NOUN VERB</c>, and short forms of daily acts.</summary>
internal static class CommandTree
{
    public static RootCommand Build(GlobalOptions options)
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
            LoyaltyCommands.Build(),
            TillCommands.Build(),
            ProfileCommands.Build(),
            DevCommands.Build(),
            BenchCommands.Build(),
            DemoCommands.Build(),
            DocCommands.Build(),
            WalletCommands.Pay("pay"),
            WalletCommands.Show("balance"),
            ReceiptCommands.Verify("verify"),
        };
        foreach (var option in options.All)
        {
            root.Add(option);
        }
        return root;
    }
}

using System.Collections.Immutable;
using System.Text;
using Scew.Machines;
using Scew.Machines.Checking;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>The life of machines: deployed under the hash of their text, and assets that move from one to another.</summary>
internal static class MachineOperations
{
    public static Refusal? Deploy(BlockScope scope, MachineDeploy deploy, Authority authority, JsonWriter json)
    {
        if (!scope.Parameters.MayDeploy(authority.Caller))
        {
            return new Refusal(Codes.NotAllowed, "only the group's merchants and issuers deploy machines", RefusalDetail.Account("caller", authority.Caller));
        }
        var name = MachineText.NameOf(deploy.Text);
        var register = scope.Register(RegisterKind.Machine, name);
        if (register.Content is RegisterContent.MachineText existing)
        {
            return new Refusal(
                Codes.AlreadyExists, "this machine is deployed already; assets can follow it", RefusalDetail.Text("machine", name), RefusalDetail.Account("owner", existing.Owner));
        }
        if (!scope.DeployedBy(authority.Caller).HasRoomFor(Encoding.UTF8.GetByteCount(deploy.Text)))
        {
            return new Refusal(
                Codes.LimitExceeded,
                $"an account deploys at most {Deployers.MaxMachines} machines with {Deployers.MaxTextBytes / 1024} KiB of text in all; another merchant or issuer can deploy this one",
                RefusalDetail.Account("caller", authority.Caller));
        }
        var compiled = MachineText.Compile(deploy.Text, scope.Machine);
        if (compiled.Machine is not { } machine)
        {
            return Faults("the text has faults", [.. compiled.Faults.Select(static fault => fault.ToString())]);
        }
        // Compiling asks for no more than what is not remembered; the checks look at all.
        MachineChecker.AskOlder(machine, CheckBounds.Deployment, scope.Machine);
        if (scope.Registers.IsShort)
        {
            // It runs again with the older machines at hand; then is early enough for the checks.
            return null;
        }
        if (scope.Memo.Check(deploy, () => Check(scope, machine), () => scope.Registers.IsShort) is { } refusal)
        {
            return refusal;
        }
        scope.Registers.Write(register, new ChangeCause.MachineDeployed(authority.Caller, deploy.Text));
        json.StartObject().Name("machine").Text(name).Name("owner").Digest(authority.Caller.Thumbprint).Name("title").Text(machine.Title ?? name).EndObject();
        return null;
    }

    public static Refusal? Migrate(BlockScope scope, AssetMigrate migrate, Authority authority, JsonWriter json)
    {
        var register = scope.Register(RegisterKind.Asset, migrate.Id);
        if (register.Content is not RegisterContent.Asset asset)
        {
            return AssetOperations.UnknownAsset(migrate.Id);
        }
        if (scope.Machine(asset.Machine) is not { } older)
        {
            return AssetOperations.UnknownMachine(asset.Machine);
        }
        var context = AssetOperations.Context(scope, migrate.Id, authority);
        if (!scope.Memo.MayLeave(older, asset.State, context))
        {
            // The machine that others relied on decides, not the one that somebody wrote later.
            return new Refusal(Codes.NotAllowed, "the asset's machine does not let those who signed move it", RefusalDetail.Text("id", migrate.Id), RefusalDetail.Text("machine", asset.Machine));
        }
        if (scope.Machine(migrate.Machine) is not { } machine)
        {
            return AssetOperations.UnknownMachine(migrate.Machine);
        }
        if (machine.Migrations.FirstOrDefault(one => one.From == asset.Machine) is not { } migration)
        {
            return new Refusal(
                Codes.BadOperation, $"the machine declares no way from '{asset.Machine}'",
                RefusalDetail.Text("id", migrate.Id), RefusalDetail.Text("machine", migrate.Machine),
                RefusalDetail.Texts("from", [.. machine.Migrations.Select(static one => one.From)]));
        }
        if (scope.Memo.Migrate(machine, asset.State, migration, context) is StepResult.Refused refused)
        {
            return StepRefusal.Of(migrate.Id, null, refused.Refusal, context);
        }
        var next = scope.Registers.Write(register, new ChangeCause.AssetMigrated(asset.Machine, migrate.Machine, context));
        AssetOperations.Write(json, scope.Memo, migrate.Id, (RegisterContent.Asset)next, [], []);
        return null;
    }

    private static Refusal? Check(BlockScope scope, Machine machine)
    {
        var report = MachineChecker.Check(machine, CheckBounds.Deployment, scope.Machine);
        return report.HasErrors
            ? Faults("the machine does not pass its checks", [.. report.Findings.Where(static finding => finding.Severity == CheckSeverity.Error).Select(Shown)])
            : null;
    }

    /// <summary>The finding with the shortest way to it.</summary>
    private static string Shown(CheckFinding finding) => finding.Steps.IsEmpty ? finding.ToString() : $"{finding}\n{finding.Script.Format()}";

    public static Refusal Faults(string message, ImmutableArray<string> faults) => new(Codes.MachineRefused, message, RefusalDetail.Texts("faults", faults));
}

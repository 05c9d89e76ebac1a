using Scew.Protocol;

namespace Scew.Storage.Writes;

/// <summary>The end of a state transfer: an attested height becomes base and applied height, with its registers.</summary>
internal sealed class InstallOperation(InstalledState installed, StoreHooks hooks) : WriteOperation
{
    private const string Older =
        "SELECT count(*) FROM staged JOIN registers ON registers.kind = staged.kind AND registers.id = staged.id WHERE registers.version > staged.version";

    private const string Move =
        "INSERT INTO registers (kind, id, version, bytes) SELECT kind, id, version, bytes FROM staged WHERE version >= 0 "
        + "ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, bytes = excluded.bytes";

    internal override string CrashName => "install-before-commit";

    protected override long Run(WriteContext context)
    {
        context.RequireLease(installed.Activation);
        var height = installed.Head.Height;
        Invariant.Require(height > context.Control.Applied, "a state transfer never goes back");
        Invariant.Require(installed.Attestations.All(attestation => attestation.State == installed.Head.State), "an installed height's attestations are of its state");
        Invariant.Require(context.Session[Older].First(row => row.Int64(0)) == 0, "a register's version never falls");
        context.Session[Move].Defer();
        context.Session["DELETE FROM staged"].Defer();
        hooks.At?.Invoke("install-registers");
        BaseWriter.Store(context, installed.Head, installed.History);
        foreach (var attestation in installed.Attestations)
        {
            AttestationsOperation.Store(context, attestation);
        }
        hooks.At?.Invoke("install-base");
        context.Delete(Table.Recent, "time_ms >= 0");
        foreach (var recent in installed.Recent)
        {
            RecentWriter.Store(context, recent.Id, recent.TimeMs);
        }
        hooks.At?.Invoke("install-recent");
        WindowBlockWriter.Store(context, installed.Head.State.Block, height, installed.Blocks, installed.WindowsFromMs);
        context.Control.Applied = height;
        hooks.At?.Invoke("install-blocks");
        return height;
    }
}

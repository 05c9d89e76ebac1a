namespace Scew.Storage.Writes;

/// <summary>A state transfer begins anew.</summary>
internal sealed class ClearStagedOperation : WriteOperation
{
    protected override long Run(WriteContext context)
    {
        context.Session["DELETE FROM staged"].Defer();
        return 0;
    }
}

using Scew.Protocol;

namespace Scew.Client.Variables;

/// <summary>Opens certified records, and says why one does not open.</summary>
internal sealed class VariableOpening(VariableKeys keys, Account account)
{
    public async Task<VariableView> OpenAsync(StoredVariable stored, CancellationToken cancellation) => View(stored, await keys.FindAsync(stored, cancellation));

    public static VariableView View(StoredVariable stored, ValueKey? key)
    {
        var value = 0L;
        var reading = key is null ? VariableReading.NoKey : key.TryOpen(stored, out value);
        return new VariableView(stored, reading, value);
    }

    public long Require(VariableView view) => view.Reading switch
    {
        VariableReading.Value => view.Value!.Value,
        VariableReading.OutOfRange => throw VariableFaults.OutOfRange(view.Stored),
        VariableReading.Corrupt => throw VariableFaults.Corrupt(view.Stored),
        _ => throw (view.Owner == account ? VariableFaults.OtherMaster(view.Id, view.Key) : VariableFaults.NotHanded(view.Stored)),
    };
}

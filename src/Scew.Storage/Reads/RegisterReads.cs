using Scew.Protocol.Registers;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Registers, as of the applied height.</summary>
internal static class RegisterReads
{
    private const string One = "SELECT kind, id, version, bytes FROM registers WHERE kind = ? AND id = ?";
    private const string After = "SELECT kind, id, version, bytes FROM registers WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?";

    internal static Register? Find(StoreSession session, RegisterKey key) => session[One].Add((long)key.Kind).Add(key.Id).First(Decode);

    /// <summary>The next registers behind <paramref name="last"/>.</summary>
    internal static List<Register> Page(StoreSession session, RegisterKey last, int count) =>
        session[After].Add((long)last.Kind).Add(last.Id).Add(count).All(Decode);

    private static Register Decode(StoreStatement row)
    {
        var key = new RegisterKey((RegisterKind)row.Int64(0), row.Text(1));
        var register = Register.Decode(row.Blob(3));
        return register is not null && register.Key == key && register.Version == row.Int64(2)
            ? register
            : throw new StoreException(StoreFault.Corrupt, $"The stored register {key} does not decode to itself; the database was changed or damaged.");
    }
}

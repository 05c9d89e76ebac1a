using System.Security.Cryptography;

namespace Scew.Client.Variables;

/// <summary>What opens and makes records of variables. Writes itself as nothing; disposing overwrites what is secret.</summary>
internal abstract class ValueKey : IDisposable
{
    /// <summary>False for a key of which only the public half is here: it makes records and opens none.</summary>
    public abstract bool CanOpen { get; }

    /// <summary>Reads a certified record.</summary>
    public abstract VariableReading TryOpen(StoredVariable variable, out long value);

    /// <summary>A new record of a value.</summary>
    public abstract byte[] Seal(string id, long value);

    /// <summary>The secret itself, to be sealed for somebody else. Whoever calls overwrites it.</summary>
    public abstract byte[] Export();

    public abstract void Dispose();

    public sealed override string ToString() => GetType().Name;

    /// <summary>Random bytes to a function, overwritten afterwards: whoever knew them could read what they mask.</summary>
    protected static T WithRandom<T>(int sizeBytes, Func<byte[], T> use)
    {
        var random = GC.AllocateArray<byte>(sizeBytes, pinned: true);
        try
        {
            Keys.Randomness.Fill(random);
            return use(random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(random);
        }
    }
}

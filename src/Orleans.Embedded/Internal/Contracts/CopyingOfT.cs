namespace Orleans.Embedded;

/// <summary>Copies values of one declared type; free where the type may be shared.</summary>
internal static class Copying<T>
{
    private static readonly bool s_shared = Copying.IsShared(typeof(T));

    public static T Copy(T value)
    {
        if (s_shared || value is null)
        {
            return value;
        }

        return value is byte[] bytes ? (T)bytes.Clone() : (T)Copying.CopyObject(value)!;
    }
}

namespace Scew.Machines.Applications;

/// <summary>The machine texts that ship, formatted; whoever deploys one gets the same name everywhere.</summary>
public static class ShippedTexts
{
    private const string Extension = ".machine";

    /// <summary>The seed's eShare: Ready, Offered, Broken; <see cref="EShare"/> is the same in C#.</summary>
    public static string Tool => Read("tool");

    /// <summary>A tool that a neighbourhood lends, with bookings, hand-overs that both sign, deposits and disputes.</summary>
    public static string Lending => Read("lending");

    /// <summary>A customer's account in a programme of points.</summary>
    public static string Points => Read("points");

    /// <summary>Merchants, quotas and who owes whom.</summary>
    public static string Programme => Read("programme");

    /// <summary>All names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(ShippedTexts).Assembly.GetManifestResourceNames()
        .Where(static name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(static name => name[..^Extension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>The text called <paramref name="name"/>, or null.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(ShippedTexts).Assembly.GetManifestResourceStream(name + Extension);
        if (stream is null)
        {
            return null;
        }
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Read(string name)
    {
        var text = Find(name);
        Scew.Protocol.Invariant.Require(text is not null, "a text that ships is in the assembly");
        return text;
    }
}

namespace Scew.Benchmarks.Pages;

/// <summary>The scripts beside this file.</summary>
internal static class Resource
{
    public static string Read(string name)
    {
        using var stream = typeof(Resource).Assembly.GetManifestResourceStream("Pages." + name) ?? throw new InvalidOperationException("no resource " + name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

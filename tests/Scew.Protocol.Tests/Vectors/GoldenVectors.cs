using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Vectors;

/// <summary>
/// The files beside this one are what other languages test against. They are compared as they are, and written again only when
/// <c>SCEW_REGENERATE_VECTORS=1</c> says that a format was changed on purpose.
/// </summary>
public sealed class GoldenVectors
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Requests() => Compare("requests", RequestVectors.Valid());

    [Fact]
    public void RefusedRequests() => Compare("refused-requests", RequestVectors.Refused());

    [Fact]
    public void Statements() => Compare("statements", OrderingVectors.Statements());

    [Fact]
    public void Blocks() => Compare("blocks", OrderingVectors.Blocks());

    [Fact]
    public void Messages() => Compare("messages", OrderingVectors.Messages());

    [Fact]
    public void Evidence() => Compare("evidence", OrderingVectors.Evidence());

    [Fact]
    public void Trees() => Compare("trees", ProofVectors.Trees());

    [Fact]
    public void Receipts() => Compare("receipts", ProofVectors.Receipts());

    [Fact]
    public void Genesis() => Compare("genesis", ProofVectors.Genesis(SampleGroup.Document));

    [Fact]
    public void GenesisWithModules() => Compare("genesis-modules", ProofVectors.Genesis(SampleGroup.WithModules));

    [Fact]
    public void Eras() => Compare("eras", EraVectors.All());

    [Fact]
    public void Registers() => Compare("registers", RegisterVectors.All());

    internal static void Compare(string name, JsonNode vectors)
    {
        var path = Path.Combine(Folder(), name + ".json");
        var text = vectors.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("SCEW_REGENERATE_VECTORS") == "1")
        {
            File.WriteAllText(path, text);
        }
        Assert.Equal(File.ReadAllText(path), text);
    }

    internal static string Folder() => Path.Combine(Root(), "tests", "Scew.Protocol.Tests", "Vectors");

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Scew.sln")))
        {
            folder = folder.Parent;
        }
        return folder.FullName;
    }
}

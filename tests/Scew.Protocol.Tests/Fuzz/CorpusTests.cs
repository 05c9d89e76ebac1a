using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Protocol.Tests.Vectors;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>
/// The committed inputs of every decoder, one for each way through it that mutation found, with the verdict. An input that once broke something belongs here: add it to the
/// file by hand. The file is made anew, from the inputs in it and more mutation, only by <c>SCEW_REGENERATE_VECTORS=1</c>.
/// </summary>
public sealed class CorpusTests
{
    private const int PerDecoder = 16;
    private const int MaxBytes = 700;

    private static readonly string File = Path.Combine(GoldenVectors.Folder(), "corpus.json");

    [Fact]
    [Trait("row", "F1")]
    public void EveryInputHasItsVerdict()
    {
        if (Environment.GetEnvironmentVariable("SCEW_REGENERATE_VECTORS") == "1")
        {
            Write();
        }
        var corpus = JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject();
        foreach (var decoder in Decoders.All)
        {
            Assert.True(corpus.ContainsKey(decoder.Name), $"no corpus for {decoder.Name}; see this class");
            foreach (var (input, verdict) in corpus[decoder.Name]!.AsObject())
            {
                var bytes = new byte[input.Length * 3 / 4];
                Assert.True(Base64Url.TryDecode(input, bytes, out _));
                Assert.Equal(verdict!.GetValue<bool>(), Probe.Run(decoder, bytes).Accepted);
            }
        }
    }

    private static void Write()
    {
        var old = System.IO.File.Exists(File) ? JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject() : [];
        var corpus = new JsonObject();
        foreach (var decoder in Decoders.All)
        {
            var inputs = old[decoder.Name]?.AsObject() ?? [];
            var known = inputs.Select(entry => entry.Key).ToList();
            var found = known.Count >= PerDecoder ? [] : FuzzTests.Fuzz(decoder, new Prng(7), 20_000, 0).Pool.Where(input => input.Length <= MaxBytes).Take(PerDecoder * 8);
            var chosen = known.Concat(found.Select(input => Base64Url.Encode(input)).OrderBy(input => Digest.Of(System.Text.Encoding.ASCII.GetBytes(input))).Take(PerDecoder)).Distinct();
            var verdicts = new JsonObject();
            foreach (var input in chosen)
            {
                var bytes = new byte[input.Length * 3 / 4];
                Base64Url.TryDecode(input, bytes, out _);
                verdicts[input] = Probe.Run(decoder, bytes).Accepted;
            }
            corpus[decoder.Name] = verdicts;
        }
        System.IO.File.WriteAllText(File, corpus.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }
}

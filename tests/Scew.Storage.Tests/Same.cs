using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Storage.Tests;

/// <summary>Equality by bytes: records that hold arrays compare them by reference.</summary>
internal static class Same
{
    internal static void Blocks(IEnumerable<BlockWithBodies> expected, IEnumerable<BlockWithBodies> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    internal static void Votes(IEnumerable<Vote> expected, IEnumerable<Vote> actual) =>
        Assert.Equal(expected.Select(vote => Bytes(vote.Encode)), actual.Select(vote => Bytes(vote.Encode)));

    internal static void Certificates(IEnumerable<Certificate> expected, IEnumerable<Certificate> actual) =>
        Assert.Equal(expected.Select(certificate => Bytes(certificate.Encode)), actual.Select(certificate => Bytes(certificate.Encode)));

    internal static void Attestations(IEnumerable<Attestation> expected, IEnumerable<Attestation> actual) =>
        Assert.Equal(expected.Select(attestation => Bytes(attestation.Encode)), actual.Select(attestation => Bytes(attestation.Encode)));

    internal static void Registers(IEnumerable<Register> expected, IEnumerable<Register> actual) =>
        Assert.Equal(expected.Select(register => Convert.ToHexString(register.Encode())), actual.Select(register => Convert.ToHexString(register.Encode())));

    internal static void Heights(AppliedHeight expected, AppliedHeight? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.State, actual.State);
        Assert.Equal((expected.TrieRoot, expected.HistoryRoot), (actual.TrieRoot, actual.HistoryRoot));
        Assert.Equal(
            expected.Results.Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))),
            actual.Results.Select(result => (result.RequestId, result.Code, Convert.ToHexString(result.Json))));
        Attestations(expected.Attestations, actual.Attestations);
    }

    private static string Text(BlockWithBodies entry) =>
        Bytes(entry.Block.Encode) + " " + string.Join(' ', entry.Bodies.Select(Convert.ToHexString));

    private static string Bytes(Action<CodecWriter> encode)
    {
        var writer = new CodecWriter();
        encode(writer);
        return Convert.ToHexString(writer.Written);
    }
}

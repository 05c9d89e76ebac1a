using System.Diagnostics;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>Feeds one input to one decoder and holds it to its bounds: no exception, canonical or refused, memory and time in proportion.</summary>
internal static class Probe
{
    private const int FreeBytes = 64 * 1024;
    private const int BytesPerByte = 4;

    // Not four: a list of two-character ids in JSON has five bytes for each, and a string with the reference to it takes forty, whoever reads it. The 192 KiB of a request bound it to
    // 2 MiB.
    private const int RequestBytesPerByte = 10;
    private const int MaxMs = 100;

    /// <summary>Whether the input was accepted, and what the decoder allocated.</summary>
    public static (bool Accepted, long Allocated) Run(Decoder decoder, byte[] input)
    {
        var (value, allocated, ms) = Measure(decoder, input);
        // Another process may have had the processor: a slow reader is slow every time.
        for (var tries = 0; ms > MaxMs && tries < 3; tries++)
        {
            ms = Math.Min(ms, Measure(decoder, input).Ms);
        }
        if (allocated > (decoder.Name is "payload" or "operation" or "request" ? RequestBytesPerByte : BytesPerByte) * (long)input.Length + FreeBytes || ms > MaxMs || (value is not null && !decoder.Encode(value).AsSpan().SequenceEqual(input)))
        {
            Assert.Fail($"{decoder.Name}: {allocated} bytes and {ms} ms for {input.Length} bytes, accepted: {value is not null}: {Base64Url.Encode(input)}");
        }
        return (value is not null, allocated);
    }

    private static (object? Value, long Allocated, double Ms) Measure(Decoder decoder, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        try
        {
            var value = decoder.Decode(input);
            return (value, GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{decoder.Name} threw for {Base64Url.Encode(input)}", e);
        }
    }
}

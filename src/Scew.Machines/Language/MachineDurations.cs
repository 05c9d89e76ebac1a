using Scew.Protocol.Codec;

namespace Scew.Machines.Language;

/// <summary>Bounds of times and durations.</summary>
internal static class MachineDurations
{
    /// <summary>Most milliseconds of a time, and of a duration in either direction.</summary>
    public const long MaxMs = CodecReader.MaxCounter;
}

namespace Scew.Simulation;

/// <summary>Kinds of faults; a run leaves one out with <c>--without</c>, which helps to find the smallest cause.</summary>
[Flags]
public enum Faults
{
    None = 0,
    Loss = 1,
    Duplication = 2,
    Delay = 4,
    Partition = 8,
    Crash = 16,
    CrashAll = 32,
    ClockSkew = 64,
    SlowDisk = 128,
    SlowExecution = 256,
    Liar = 512,
    MissingBodies = 1024,
    Shutdown = 2048,
    SecondActivation = 4096,
    StayDead = 8192,
    LastingDelay = 16384,
    BadClock = 32768,
    SmallPool = 65536,
    StalledExecution = 131072,
    Encoded = 262144,
    Swizzle = 524288,
    Replay = 1048576,
    TornWrites = 2097152,
    GrayMember = 4194304,
    LostDisk = 8388608,
    StateTransfer = 16777216,
    All = 33554431,
}

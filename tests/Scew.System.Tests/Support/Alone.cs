[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Scew.SystemTests.Support;

/// <summary>
/// Tests that use the machine up, or print how long something took: nothing runs beside them. Others run two classes at a time, since most of their time is waiting for timers.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

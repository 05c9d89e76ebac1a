namespace Scew.Machines.Checking;

/// <summary>What a check can find. Which of it is an error, and when, stands in the project's README.</summary>
public static class CheckCodes
{
    /// <summary>No step leads to a declared state.</summary>
    public const string UnreachableState = "unreachable-state";

    /// <summary>A transition is never taken.</summary>
    public const string DeadTransition = "dead-transition";

    /// <summary>States and transitions that were not seen to be reached, and not all was looked at.</summary>
    public const string NotReached = "not-reached";

    /// <summary>An asset can come to where no step leads on, and the state is not declared final.</summary>
    public const string NoWayOut = "no-way-out";

    /// <summary>Time can take two transitions at the same moment, and they lead to different states.</summary>
    public const string AmbiguousTime = "ambiguous-time";

    /// <summary>Two transitions that exclude each other can be taken at the same moment.</summary>
    public const string NotExclusive = "not-exclusive";

    /// <summary>Assets of an older machine were never seen to come over from a declared state.</summary>
    public const string DeadMigration = "dead-migration";

    /// <summary>Some asset of an older machine cannot move, though it is in a declared state and may leave.</summary>
    public const string MigrationRefused = "migration-refused";

    /// <summary>A guard refused whenever it was asked.</summary>
    public const string GuardNeverHolds = "guard-never-holds";

    /// <summary>A guard held whenever it was asked.</summary>
    public const string GuardNeverRefuses = "guard-never-refuses";

    /// <summary>A step passes all guards and breaks an invariant, so somebody would be refused without a guard's sentence.</summary>
    public const string InvariantBroken = "invariant-broken";

    /// <summary>A step passes all guards and leaves the range of a number, time, list or map.</summary>
    public const string Overflow = "overflow";

    /// <summary>A step pays more from the asset's purse than was paid to it.</summary>
    public const string PurseOverdrawn = "purse-overdrawn";

    /// <summary>Money is in the purse of an asset that no step leads on from.</summary>
    public const string MoneyLeft = "money-left";

    /// <summary><c>never A after B</c> does not hold.</summary>
    public const string NeverAfter = "never-after";

    /// <summary><c>A only after B</c> does not hold.</summary>
    public const string OnlyAfter = "only-after";

    /// <summary><c>from A eventually B</c> does not hold.</summary>
    public const string Eventually = "eventually";
}

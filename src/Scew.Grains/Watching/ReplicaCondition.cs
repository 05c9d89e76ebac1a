namespace Scew.Grains.Watching;

/// <summary>The codes of <c>bft.replica.status</c>. Append only: alert rules name the numbers.</summary>
public enum ReplicaCondition
{
    /// <summary>Reads and checks its database.</summary>
    Starting = 0,

    /// <summary>Votes and executes.</summary>
    Normal = 1,

    /// <summary>Executes what the others have executed long ago.</summary>
    CatchingUp = 2,

    /// <summary>Fetches a state from the others instead of executing.</summary>
    FetchingState = 3,

    /// <summary>A block waits for the secure module.</summary>
    WaitingForModules = 4,

    /// <summary>Too few members are connected to order anything.</summary>
    NoQuorum = 5,

    /// <summary>Signs nothing until the others told what it may have signed.</summary>
    Suspect = 6,

    /// <summary>Stopped voting for good.</summary>
    Stopped = 7,
}

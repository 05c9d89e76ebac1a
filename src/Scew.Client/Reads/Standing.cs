namespace Scew.Client.Reads;

/// <summary>Whom to ask next, in this order.</summary>
internal enum Standing
{
    /// <summary>It showed the last page that it was asked for.</summary>
    Answered,

    /// <summary>It was not asked yet.</summary>
    NotAsked,

    /// <summary>It failed, or was too slow.</summary>
    Failed,
}

namespace Scew.Machines.Checking;

/// <summary>
/// How much a check may cost. Nothing here is measured in time: what a check comes to hangs on machine and bounds alone, and so every replica comes to the same.
/// </summary>
/// <param name="Situations">Most distinct situations of the breadth-first search.</param>
/// <param name="Depth">Most steps from creation.</param>
/// <param name="Choices">Most combinations of inputs that are tried for one transition, caller and moment.</param>
/// <param name="Operations">Most operations of the breadth-first search; one is worth some 50 ns.</param>
/// <param name="ScoutOperations">Most operations of the deeper search where that one had to stop.</param>
/// <param name="WalkOperations">Most operations of the random search after it.</param>
/// <param name="Seed">Where the random search begins.</param>
public sealed record CheckBounds(int Situations, int Depth, int Choices, long Operations, long ScoutOperations, long WalkOperations, ulong Seed)
{
    /// <summary>For consensus, where every replica pays for it.</summary>
    public static CheckBounds Deployment { get; } = new(4000, 64, 400, 700_000, 400_000, 100_000, 1);

    /// <summary>For an author, who waits a few seconds.</summary>
    public static CheckBounds Thorough { get; } = new(200_000, 256, 4000, 60_000_000, 20_000_000, 20_000_000, 1);
}

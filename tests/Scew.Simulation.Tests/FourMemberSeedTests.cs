namespace Scew.Simulation.Tests;

/// <summary>Six hundred seeds of four members under all kinds of faults.</summary>
public class FourMemberSeedTests
{
    private const int Chunk = 50;

    public static TheoryData<int> Chunks() => [.. Enumerable.Range(0, 12).Select(chunk => 1 + chunk * Chunk)];

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Nothing_breaks_agreement_and_the_group_recovers(int firstSeed) => Runs.AllPass(firstSeed, Chunk, 4);
}

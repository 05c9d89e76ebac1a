namespace Scew.Simulation.Tests;

/// <summary>Four hundred and fifty seeds of seven members under all kinds of faults.</summary>
public class SevenMemberSeedTests
{
    private const int Chunk = 50;

    public static TheoryData<int> Chunks() => [.. Enumerable.Range(0, 9).Select(chunk => 10_001 + chunk * Chunk)];

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Nothing_breaks_agreement_and_the_group_recovers(int firstSeed) => Runs.AllPass(firstSeed, Chunk, 7);
}

namespace Scew.Simulation.Tests;

/// <summary>Fifty seeds of ten members under all kinds of faults.</summary>
public class TenMemberSeedTests
{
    private const int Chunk = 25;

    public static TheoryData<int> Chunks() => [20_001, 20_001 + Chunk];

    [Theory]
    [MemberData(nameof(Chunks))]
    public void Nothing_breaks_agreement_and_the_group_recovers(int firstSeed) => Runs.AllPass(firstSeed, Chunk, 10);
}

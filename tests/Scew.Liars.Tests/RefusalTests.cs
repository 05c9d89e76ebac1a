namespace Scew.Liars.Tests;

public class RefusalTests
{
    public static TheoryData<LiarKind> Kinds() => [.. Enum.GetValues<LiarKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nobody_lies_in_a_group_that_is_not_marked_dev(LiarKind kind)
    {
        Assert.Equal(LiarRefusal.NotDevelopment, LiarFactory.TryCreate(kind, Fixture.Context(dev: false), out var liar));
        Assert.Null(liar);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_liar(LiarKind kind) => Assert.Equal(kind, Fixture.Liar(kind).Kind);

    [Fact]
    public void An_unknown_lie_is_refused() =>
        Assert.Equal(LiarRefusal.UnknownKind, LiarFactory.TryCreate((LiarKind)999, Fixture.Context(), out _));
}

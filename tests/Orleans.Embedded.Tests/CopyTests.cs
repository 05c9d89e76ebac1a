using System.Collections.Immutable;

namespace Orleans.Embedded.Tests;

[GenerateSerializer]
[Alias("test/box")]
public sealed record BoxRecord([property: Id(0)] byte[] Bytes, [property: Id(1)] ImmutableArray<string> Names);

[GenerateSerializer]
[Alias("test/shared-box")]
[Immutable]
public sealed record SharedBoxRecord([property: Id(0)] byte[] Bytes);

[GenerateSerializer]
[Alias("test/shape")]
public abstract record ShapeRecord([property: Id(0)] int[] Sizes);

[GenerateSerializer]
[Alias("test/square")]
public sealed record SquareRecord(int[] Sizes, [property: Id(0)] string Colour) : ShapeRecord(Sizes);

public interface IKeepGrain : IGrainWithStringKey
{
    Task Keep(byte[] bytes);

    Task KeepShared([Immutable] byte[] bytes);

    Task KeepBox(BoxRecord box);

    Task KeepSharedBox(SharedBoxRecord box);

    Task KeepList(List<byte[]> list);

    Task KeepMap(Dictionary<string, int[]> map);

    Task KeepShape(ShapeRecord shape);

    Task KeepMemory(ReadOnlyMemory<byte> memory);

    Task KeepNested(ImmutableArray<(int Number, byte[] Bytes)> pairs);

    Task<byte[]> Give();

    [return: Immutable]
    Task<byte[]> GiveShared();

    Task<string> Describe();
}

public sealed class KeepGrain : Grain, IKeepGrain
{
    public static byte[] Kept { get; } = [1];

    private object? _kept;

    public Task Keep(byte[] bytes) => Store(bytes);

    public Task KeepShared(byte[] bytes) => Store(bytes);

    public Task KeepBox(BoxRecord box) => Store(box);

    public Task KeepSharedBox(SharedBoxRecord box) => Store(box);

    public Task KeepList(List<byte[]> list) => Store(list);

    public Task KeepMap(Dictionary<string, int[]> map) => Store(map);

    public Task KeepShape(ShapeRecord shape) => Store(shape);

    public Task KeepMemory(ReadOnlyMemory<byte> memory) => Store(memory);

    public Task KeepNested(ImmutableArray<(int Number, byte[] Bytes)> pairs) => Store(pairs);

    public Task<byte[]> Give() => Task.FromResult(Kept);

    public Task<byte[]> GiveShared() => Task.FromResult(Kept);

    public Task<string> Describe()
    {
        return Task.FromResult(_kept switch
        {
            byte[] bytes => $"{bytes[0]}",
            BoxRecord box => $"{box.Bytes[0]} {box.Names[0]}",
            SharedBoxRecord box => $"{box.Bytes[0]}",
            List<byte[]> list => $"{list.Count} {list[0][0]}",
            Dictionary<string, int[]> map => $"{map.Count} {map["KEY"][0]}",
            SquareRecord square => $"{square.Sizes[0]} {square.Colour}",
            ReadOnlyMemory<byte> memory => $"{memory.Span[0]}",
            ImmutableArray<(int Number, byte[] Bytes)> pairs => $"{pairs[0].Number} {pairs[0].Bytes[0]}",
            _ => "?",
        });
    }

    private Task Store(object value)
    {
        _kept = value;
        return Task.CompletedTask;
    }
}

public sealed class CopyTests
{
    [Fact]
    public async Task Bytes_are_copied_unless_the_parameter_is_immutable()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IKeepGrain>("k/1");
        byte[] bytes = [1];
        await grain.Keep(bytes);
        bytes[0] = 2;
        Assert.Equal("1", await grain.Describe());

        await grain.KeepShared(bytes);
        bytes[0] = 3;
        Assert.Equal("3", await grain.Describe());
    }

    [Fact]
    public async Task Arguments_are_copied_when_the_call_is_sent()
    {
        await using var silo = await TestSilo.StartAsync();
        byte[] bytes = [1];
        var call = silo.Get<IKeepGrain>("k/1").Keep(bytes);
        bytes[0] = 2;
        await call;
        Assert.Equal("1", await silo.Get<IKeepGrain>("k/1").Describe());
    }

    [Fact]
    public async Task Records_are_copied_deeply_unless_their_type_is_immutable()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IKeepGrain>("k/1");
        var box = new BoxRecord([1], ["a"]);
        await grain.KeepBox(box);
        box.Bytes[0] = 2;
        Assert.Equal("1 a", await grain.Describe());

        var shared = new SharedBoxRecord([1]);
        await grain.KeepSharedBox(shared);
        shared.Bytes[0] = 2;
        Assert.Equal("2", await grain.Describe());
    }

    [Fact]
    public async Task Collections_are_copied_deeply_and_keep_their_comparers()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IKeepGrain>("k/1");
        List<byte[]> list = [[1]];
        await grain.KeepList(list);
        list[0][0] = 2;
        list.Add([3]);
        Assert.Equal("1 1", await grain.Describe());

        var map = new Dictionary<string, int[]>(StringComparer.OrdinalIgnoreCase) { ["key"] = [1] };
        await grain.KeepMap(map);
        map["key"][0] = 2;
        Assert.Equal("1 1", await grain.Describe());

        byte[] bytes = [1];
        await grain.KeepMemory(bytes);
        bytes[0] = 2;
        Assert.Equal("1", await grain.Describe());

        await grain.KeepNested([(7, bytes)]);
        bytes[0] = 3;
        Assert.Equal("7 2", await grain.Describe());
    }

    [Fact]
    public async Task A_value_of_a_derived_type_is_copied_as_that_type()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IKeepGrain>("k/1");
        var square = new SquareRecord([1], "red");
        await grain.KeepShape(square);
        square.Sizes[0] = 2;
        Assert.Equal("1 red", await grain.Describe());
    }

    [Fact]
    public async Task Results_are_copied_unless_the_return_value_is_immutable()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IKeepGrain>("k/1");
        Assert.NotSame(KeepGrain.Kept, await grain.Give());
        Assert.Same(KeepGrain.Kept, await grain.GiveShared());
    }

    [Fact]
    public async Task Null_crosses_as_null()
    {
        await using var silo = await TestSilo.StartAsync();
        await silo.Get<IKeepGrain>("k/1").KeepBox(new BoxRecord(null!, default));
    }
}

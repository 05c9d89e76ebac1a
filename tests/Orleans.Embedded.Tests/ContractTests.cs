using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

[GenerateSerializer]
[Alias("test/good-enum")]
public enum GoodEnum
{
    One,
}

[GenerateSerializer]
[Alias("test/good-struct")]
public readonly record struct GoodStruct([property: Id(0)] int Number, [property: Id(1)] GoodEnum Kind);

public enum UnmarkedEnum
{
    One,
}

public sealed record UnmarkedRecord(int Number);

[GenerateSerializer]
public sealed record UnnamedRecord([property: Id(0)] int Number);

[GenerateSerializer]
[Alias("test/no-id")]
public sealed record NoIdRecord(int Number);

[GenerateSerializer]
[Alias("test/same-id")]
public sealed record SameIdRecord([property: Id(0)] int Left, [property: Id(0)] int Right);

[GenerateSerializer]
[Alias("test/mutable")]
public sealed class MutableClass
{
    [Id(0)]
    public int Number { get; set; }
}

[GenerateSerializer]
[Alias("test/inner")]
public sealed record HoldsForeignRecord([property: Id(0)] ImmutableArray<Uri> Links);

[GenerateSerializer]
[Alias("test/base")]
public abstract record BaseRecord;

public sealed record UnmarkedDerivedRecord : BaseRecord;

// The interfaces below are implemented by no class, so that silos of other tests do not meet them.
public interface IGoodContract : IGrainWithStringKey
{
    Task Primitives(bool a, byte b, int c, long d, ulong e, double f, decimal g, string h, char i, Guid j, DateTimeOffset k, TimeSpan l, CancellationToken token);

    Task<byte[]> Bytes(byte[] a, ReadOnlyMemory<byte> b);

    ValueTask<ImmutableArray<GoodStruct>> Collections(List<string> a, Dictionary<string, int[]> b, ImmutableSortedDictionary<string, GoodEnum> c, int? d, (int, string) e, HashSet<long> f);

    IAsyncEnumerable<GoodStruct> Stream(int from);

    [OneWay]
    Task Tell(GoodStruct a);

    ValueTask Nothing();
}

public interface IBadContract : IGrainWithStringKey
{
    int Synchronous();

    Task Object(object a);

    Task Interface(IReadOnlyList<int> a);

    Task Enum(UnmarkedEnum a);

    Task Unmarked(UnmarkedRecord a);

    Task Unnamed(UnnamedRecord a);

    Task NoId(NoIdRecord a);

    Task SameId(SameIdRecord a);

    Task Mutable(MutableClass a);

    Task<HoldsForeignRecord> Inner();

    Task Derived(BaseRecord a);

    Task Generic<T>(T a);

    Task ByReference(in int a);

    Task TwoTokens(CancellationToken a, CancellationToken b);

    Task Reference(ICounterGrain a);

    Task Function(Func<int> a);

    Task Error(Exception a);

    [OneWay]
    Task<int> OneWayResult();

    Task<Task> Nested();

    int Property { get; }
}

public sealed class ContractTests
{
    [Fact]
    public void Primitives_strings_bytes_marked_types_and_collections_may_cross()
    {
        Assert.Equal([], GrainContracts.ProblemsOf(typeof(IGoodContract)));
    }

    [Theory]
    [InlineData("Synchronous", "not Task")]
    [InlineData("Object", "System.Object is neither")]
    [InlineData("Interface", "is an interface")]
    [InlineData("Enum", "UnmarkedEnum is neither")]
    [InlineData("Unmarked", "UnmarkedRecord is neither")]
    [InlineData("Unnamed", "has no [Alias]")]
    [InlineData("NoId", "NoIdRecord.Number has no [Id]")]
    [InlineData("SameId", "uses [Id(0)] twice")]
    [InlineData("Mutable", "MutableClass.Number can be changed")]
    [InlineData("Inner", "System.Uri is neither")]
    [InlineData("Derived", "UnmarkedDerivedRecord is neither")]
    [InlineData("Generic", "generic methods")]
    [InlineData("ByReference", "in, ref and out")]
    [InlineData("TwoTokens", "more than one CancellationToken")]
    [InlineData("Reference", "ICounterGrain is an interface")]
    [InlineData("Function", "is neither")]
    [InlineData("Error", "System.Exception is neither")]
    [InlineData("OneWayResult", "one-way")]
    [InlineData("Nested", "System.Threading.Tasks.Task is neither")]
    [InlineData("get_Property", "no properties")]
    public void Everything_else_is_refused_with_its_place(string method, string problem)
    {
        Assert.Contains(
            GrainContracts.ProblemsOf(typeof(IBadContract)),
            p => p.StartsWith($"Orleans.Embedded.Tests.IBadContract.{method}", StringComparison.Ordinal) && p.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silo_with_a_bad_grain_interface_does_not_start_and_names_every_problem()
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(s => s.Configure<GrainTypeOptions>(o => o.Classes.Add(BadGrainClass()))));
        Assert.Contains("IBadContract.Object(a): System.Object", error.Message, StringComparison.Ordinal);
        Assert.Contains("IBadContract.TwoTokens: more than one CancellationToken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listed_interface_is_checked_at_start_even_without_a_class()
    {
        await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(s => s.Configure<GrainTypeOptions>(o => o.Interfaces.Add(typeof(IBadContract)))));
        await using var silo = await TestSilo.StartAsync(s => s.Configure<GrainTypeOptions>(o => o.Interfaces.Add(typeof(IGoodContract))));
    }

    [Fact]
    public async Task Two_classes_with_one_name_are_refused()
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(s => s.Configure<GrainTypeOptions>(o => o.Classes.Add(CounterLookalike()))));
        Assert.Contains("counter-by-name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interface_that_no_class_implements_has_no_references()
    {
        await using var silo = await TestSilo.StartAsync();
        var error = Assert.Throws<ArgumentException>(() => silo.Get<IGoodContract>("x"));
        Assert.Contains("Could not find an implementation", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => silo.Get<ICounterGrain>(""));
    }

    /// <summary>A grain class that lives in a generated assembly, which silos of other tests do not scan.</summary>
    private static Type BadGrainClass()
    {
        var type = Define("BadGrain", typeof(Grain), typeof(IBadContract));
        foreach (var method in typeof(IBadContract).GetMethods())
        {
            var body = type.DefineMethod(
                method.Name,
                MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
                method.ReturnType,
                [.. method.GetParameters().Select(p => p.ParameterType)]);
            if (method.IsGenericMethod)
            {
                var parameter = body.DefineGenericParameters("T")[0];
                body.SetParameters(parameter);
            }

            var il = body.GetILGenerator();
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Throw);
            if (method.GetParameters().Any(p => p.ParameterType.IsByRef))
            {
                body.SetSignature(
                    method.ReturnType,
                    null,
                    null,
                    [.. method.GetParameters().Select(p => p.ParameterType)],
                    [.. method.GetParameters().Select(p => p.GetRequiredCustomModifiers())],
                    null);
            }

            type.DefineMethodOverride(body, method);
        }

        return type.CreateType();
    }

    private static Type CounterLookalike()
    {
        var type = Define("Counter2Grain", typeof(GateGrain), typeof(IGateGrain));
        var constructor = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, [typeof(Probe)]).GetILGenerator();
        constructor.Emit(OpCodes.Ldnull);
        constructor.Emit(OpCodes.Throw);
        type.SetCustomAttribute(new CustomAttributeBuilder(typeof(GrainTypeAttribute).GetConstructor([typeof(string)])!, ["counter-by-name"]));
        return type.CreateType();
    }

    private static TypeBuilder Define(string name, Type parent, Type interfaceType)
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName(name), AssemblyBuilderAccess.Run).DefineDynamicModule(name);
        return module.DefineType(name, TypeAttributes.Public, parent, [interfaceType]);
    }
}

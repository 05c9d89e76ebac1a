using Orleans.Hosting;

namespace Orleans.Embedded.Tests;

public interface ISumGrain : IGrainWithStringKey
{
    Task<int> Sum(int left, int right);

    Task<int> SumAt(string key, int left, int right);

    Task Fail();
}

public sealed class SumGrain : Grain, ISumGrain
{
    public Task<int> Sum(int left, int right) => Task.FromResult(left + right);

    public Task<int> SumAt(string key, int left, int right) => GrainFactory.GetGrain<ISumGrain>(key).Sum(left, right);

    public Task Fail() => throw new InvalidOperationException("failed");
}

public interface ISelfFilteringGrain : IGrainWithStringKey
{
    Task<string> Say(string text);
}

public sealed class SelfFilteringGrain : Grain, ISelfFilteringGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        context.Result = $"own({context.Result})";
    }

    public Task<string> Say(string text) => Task.FromResult(text);
}

public sealed class NamingFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
        {
            context.Result = $"naming({text})";
        }
    }
}

public sealed class FilterTests
{
    [Fact]
    public async Task An_incoming_filter_sees_the_call_with_its_arguments_and_result()
    {
        var seen = new List<string>();
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(async context =>
        {
            await context.Invoke();
            var r = context.Request;
            seen.Add($"{context.SourceId?.ToString() ?? "client"} {context.TargetId} {context.InterfaceName} {context.InterfaceType} {context.MethodName} "
                + $"{string.Join(',', Enumerable.Range(0, r.GetArgumentCount()).Select(r.GetArgument))} {context.Result} "
                + $"{context.ImplementationMethod.DeclaringType!.Name} {context.Grain.GetType().Name} {context.TargetContext.GrainId}");
        }));
        Assert.Equal(5, await silo.Get<ISumGrain>("a").SumAt("b", 2, 3));
        const string name = "Orleans.Embedded.Tests.ISumGrain";
        Assert.Equal(
            [$"sum/a sum/b {name} {name} Sum 2,3 5 SumGrain SumGrain sum/b", $"client sum/a {name} {name} SumAt b,2,3 5 SumGrain SumGrain sum/a"],
            seen);
    }

    [Fact]
    public async Task A_filter_can_change_arguments_and_result_and_answer_in_the_grains_place()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(async context =>
        {
            if (context.TargetId.Key.ToString() == "never")
            {
                context.Result = -1;
                return;
            }

            context.Request.SetArgument(0, 100);
            await context.Invoke();
            context.Result = (int)context.Result! * 2;
        }));
        Assert.Equal(206, await silo.Get<ISumGrain>("a").Sum(2, 3));
        Assert.Equal(-1, await silo.Get<ISumGrain>("never").Sum(2, 3));
    }

    [Fact]
    public async Task A_filters_exception_reaches_the_caller_and_a_filter_can_handle_the_grains()
    {
        await using var silo = await TestSilo.StartAsync(s => s
            .AddIncomingGrainCallFilter(async context =>
            {
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException) when (context.TargetId.Key.ToString() == "handled")
                {
                    // Swallowed on purpose: the caller must see success.
                }
            })
            .AddIncomingGrainCallFilter(context => context.MethodName == "Sum" ? throw new UnauthorizedAccessException("denied") : context.Invoke()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => silo.Get<ISumGrain>("a").Sum(1, 2));
        await Assert.ThrowsAsync<InvalidOperationException>(silo.Get<ISumGrain>("a").Fail);
        await silo.Get<ISumGrain>("handled").Fail();
    }

    [Fact]
    public async Task Filters_run_in_the_order_of_registration_and_the_grains_own_last()
    {
        await using var silo = await TestSilo.StartAsync(s => s
            .AddIncomingGrainCallFilter(async context =>
            {
                await context.Invoke();
                context.Result = $"first({context.Result})";
            })
            .AddIncomingGrainCallFilter<NamingFilter>());
        Assert.Equal("first(naming(own(hello)))", await silo.Get<ISelfFilteringGrain>("a").Say("hello"));
    }

    [Fact]
    public async Task Outgoing_filters_see_calls_of_clients_and_grains_and_can_change_them()
    {
        var seen = new List<string>();
        await using var silo = await TestSilo.StartAsync(s => s.AddOutgoingGrainCallFilter(async context =>
        {
            lock (seen)
            {
                seen.Add($"{context.SourceContext?.GrainId.ToString() ?? "client"} {context.TargetId} {context.MethodName}");
            }

            if (context.MethodName == "Sum")
            {
                context.Request.SetArgument(1, 40);
            }

            await context.Invoke();
            if (context.MethodName == "Sum")
            {
                context.Result = (int)context.Result! + 1;
            }
        }));
        Assert.Equal(43, await silo.Get<ISumGrain>("a").SumAt("b", 2, 3));
        Assert.Equal(["client sum/a SumAt", "sum/a sum/b Sum"], seen);
        await Assert.ThrowsAsync<InvalidOperationException>(silo.Get<ISumGrain>("a").Fail);
    }

    [Fact]
    public async Task An_outgoing_filter_can_refuse_a_call()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddOutgoingGrainCallFilter(_ => throw new UnauthorizedAccessException()));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => silo.Get<ISumGrain>("a").Sum(1, 2));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(silo.Get<ISumGrain>("a").Fail);
    }
}

using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Embedded;

/// <summary>Leads a call through the silo's incoming filters, then the grain's own, then the method.</summary>
internal sealed class IncomingCallContext : IIncomingGrainCallContext
{
    private readonly Call _call;
    private readonly Activation _target;
    private int _stage;

    private IncomingCallContext(Call call, Activation target)
    {
        _call = call;
        _target = target;
    }

    public IInvokable Request => _call;

    public object Grain => _target.GrainInstance!;

    public GrainId? SourceId => _call.Source?.GrainId;

    public GrainId TargetId => _target.GrainId;

    public GrainInterfaceType InterfaceType => _call.Descriptor.GrainInterfaceType;

    public string InterfaceName => _call.Descriptor.InterfaceName;

    public string MethodName => _call.Descriptor.MethodName;

    public MethodInfo InterfaceMethod => _call.Descriptor.Method;

    public IGrainContext TargetContext => _target;

    public MethodInfo ImplementationMethod => _call.Descriptor.Implementation(_target.GrainInstance!.GetType());

    public object? Result { get; set; }

    public static async Task<object?> RunAsync(Call call, Activation target)
    {
        var context = new IncomingCallContext(call, target);
        await context.Invoke();
        return context.Result;
    }

    public async Task Invoke()
    {
        var filters = _target.Silo.IncomingFilters;
        var stage = _stage++;
        try
        {
            if (stage < filters.Length)
            {
                await filters[stage].Invoke(this);
            }
            else if (stage == filters.Length && _target.GrainInstance is IIncomingGrainCallFilter own)
            {
                await own.Invoke(this);
            }
            else
            {
                Result = await _call.InvokeBoxedAsync(_target.GrainInstance!);
            }
        }
        finally
        {
            // A filter may call Invoke again to retry what stands behind it.
            _stage--;
        }
    }
}

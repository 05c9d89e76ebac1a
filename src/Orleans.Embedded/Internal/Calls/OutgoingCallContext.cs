using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Embedded;

/// <summary>Leads a call through the silo's outgoing filters, then sends it.</summary>
internal sealed class OutgoingCallContext(GrainReference reference, Call call, IOutgoingGrainCallFilter[] filters, Func<Task<object?>> send) : IOutgoingGrainCallContext
{
    private int _stage;

    public IInvokable Request => call;

    public object Grain => reference;

    public GrainId? SourceId => Activation.Current?.GrainId;

    public GrainId TargetId => reference.GrainId;

    public GrainInterfaceType InterfaceType => call.Descriptor.GrainInterfaceType;

    public string InterfaceName => call.Descriptor.InterfaceName;

    public string MethodName => call.Descriptor.MethodName;

    public MethodInfo InterfaceMethod => call.Descriptor.Method;

    public IGrainContext? SourceContext => Activation.Current;

    public object? Result { get; set; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage < filters.Length)
            {
                await filters[stage].Invoke(this);
            }
            else
            {
                Result = await send();
            }
        }
        finally
        {
            _stage--;
        }
    }
}

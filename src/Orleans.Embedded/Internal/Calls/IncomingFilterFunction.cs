namespace Orleans.Embedded;

/// <summary>A filter that is a function.</summary>
internal sealed class IncomingFilterFunction(IncomingGrainCallFilterDelegate function) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => function(context);
}

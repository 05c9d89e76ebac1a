namespace Orleans.Embedded;

/// <summary>A filter that is a function.</summary>
internal sealed class OutgoingFilterFunction(OutgoingGrainCallFilterDelegate function) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => function(context);
}

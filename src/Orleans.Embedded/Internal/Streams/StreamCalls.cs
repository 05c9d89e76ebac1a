using Orleans.Runtime;

namespace Orleans.Embedded;

/// <summary>The descriptors of the calls that read streams.</summary>
internal static class StreamCalls
{
    public static readonly CallDescriptor Start = Descriptor(nameof(IAsyncEnumerableGrainExtension.StartEnumeration));
    public static readonly CallDescriptor Next = Descriptor(nameof(IAsyncEnumerableGrainExtension.MoveNext));
    public static readonly CallDescriptor End = Descriptor(nameof(IAsyncEnumerableGrainExtension.DisposeAsync));

    private static CallDescriptor Descriptor(string method) => new(typeof(IAsyncEnumerableGrainExtension), typeof(IAsyncEnumerableGrainExtension).GetMethod(method)!);
}

/// <summary>Opens a stream on whichever activation takes the call, and brings its first items.</summary>
internal sealed class StreamStart<TItem>(StreamRequest<TItem> request) : ResultCall<StreamBatch<TItem>>
{
    public override CallDescriptor Descriptor => StreamCalls.Start;

    public StreamSession<TItem>? Session { get; private set; }

    protected override bool SharesResult => true;

    public override void CopyArguments() => request.CopyArguments();

    protected override ValueTask<StreamBatch<TItem>> InvokeInner(object target)
    {
        Session = new StreamSession<TItem>(Target!, request);
        return Session.PullAsync();
    }
}

/// <summary>Brings the next items of a stream.</summary>
internal sealed class StreamNext<TItem>(StreamSession<TItem> session) : ResultCall<StreamBatch<TItem>>
{
    public override CallDescriptor Descriptor => StreamCalls.Next;

    public override Activation? BoundTo => session.Activation;

    protected override bool SharesResult => true;

    protected override ValueTask<StreamBatch<TItem>> InvokeInner(object target) => session.PullAsync();
}

/// <summary>Ends a stream that its reader does not want any more.</summary>
internal sealed class StreamEnd<TItem>(StreamSession<TItem> session) : VoidCall
{
    public override CallDescriptor Descriptor => StreamCalls.End;

    public override Activation? BoundTo => session.Activation;

    protected override ValueTask InvokeInner(object target) => session.EndAsync();
}

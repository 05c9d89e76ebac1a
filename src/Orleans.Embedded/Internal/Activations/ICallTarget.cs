namespace Orleans.Embedded;

/// <summary>What calls are delivered to: an activation, or a pool of them.</summary>
internal interface ICallTarget
{
    /// <summary>Takes the call, unless this target has ended.</summary>
    bool TryEnqueue(Call call);
}

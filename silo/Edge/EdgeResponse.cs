using Microsoft.AspNetCore.Http.Features;

namespace Scew.Silo.Edge;

/// <summary>Status and headers of an answer that goes to an edge, and what is to be done when it is over.</summary>
internal sealed class EdgeResponse : IHttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Act, object State)> _after = new();

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    // Obsolete: bodies go through the feature of their own.
    public Stream Body { get; set; } = Stream.Null;

    public bool HasStarted => false;

    // Nothing in this program sets headers that late.
    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException("an answer to an edge has its headers before its body");

    public void OnCompleted(Func<object, Task> callback, object state) => _after.Push((callback, state));

    /// <summary>Names and values in turns.</summary>
    public string[] Pairs() => [.. Headers.SelectMany(static header => header.Value.Select(value => (header.Key, Value: value ?? ""))).SelectMany(static pair => new[] { pair.Key, pair.Value })];

    public async Task EndAsync()
    {
        while (_after.TryPop(out var one))
        {
            await one.Act(one.State);
        }
    }
}

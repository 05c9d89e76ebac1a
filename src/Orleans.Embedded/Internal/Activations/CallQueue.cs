namespace Orleans.Embedded;

/// <summary>Calls that wait to be let in, in order of arrival; linked through the calls themselves.</summary>
internal struct CallQueue
{
    private Call? _last;

    public Call? First { get; private set; }

    public int Count { get; private set; }

    public void Add(Call call)
    {
        call.PreviousWaiting = _last;
        call.NextWaiting = null;
        if (_last is null)
        {
            First = call;
        }
        else
        {
            _last.NextWaiting = call;
        }

        _last = call;
        Count++;
    }

    public void Remove(Call call)
    {
        if (call.PreviousWaiting is null)
        {
            First = call.NextWaiting;
        }
        else
        {
            call.PreviousWaiting.NextWaiting = call.NextWaiting;
        }

        if (call.NextWaiting is null)
        {
            _last = call.PreviousWaiting;
        }
        else
        {
            call.NextWaiting.PreviousWaiting = call.PreviousWaiting;
        }

        call.NextWaiting = null;
        call.PreviousWaiting = null;
        Count--;
    }

    public List<Call> TakeAll()
    {
        var all = new List<Call>(Count);
        while (First is { } call)
        {
            Remove(call);
            all.Add(call);
        }

        return all;
    }
}

using System.Globalization;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>
/// What makes two situations the same: state, the values that count, armed timers, purse, and what happened of the properties' concern. People are told apart by the order in which they
/// occur, times by their place among now, each other and the durations of the text, and numbers far above all numbers of the text by their order, so that lives which only differ in names,
/// dates and large amounts are one.
/// </summary>
internal sealed class SituationKey
{
    private const int MostDurations = 4;

    private readonly Relevance _relevance;
    private readonly long[] _offsets;
    private readonly long _grainMs;
    private readonly long _horizonMs;
    private readonly long _exact;
    private readonly StringBuilder _text = new();
    private readonly List<Account> _people = [];
    private readonly List<long> _numbers = [];
    private readonly List<long> _times = [];

    public SituationKey(Relevance relevance, bool hasTimers)
    {
        _relevance = relevance;
        var durations = relevance.DurationsMs.Take(MostDurations);
        _offsets = [.. (hasTimers ? durations.Append(Machine.MinAheadMs) : durations).Distinct()];
        foreach (var duration in relevance.DurationsMs)
        {
            _grainMs = Gcd(_grainMs, duration);
        }
        _horizonMs = relevance.DurationsMs.IsEmpty ? 0 : 2 * relevance.DurationsMs[^1] + 2;
        var largest = relevance.Numbers.IsEmpty ? 1 : Math.Max(1, relevance.Numbers[^1]);
        _exact = largest > long.MaxValue / 4 ? long.MaxValue / 2 : 2 * largest + 2;
    }

    /// <summary>What making the last key cost.</summary>
    public long LastCost { get; private set; }

    public string Of(CheckedAsset asset, ulong bits)
    {
        _text.Clear();
        _people.Clear();
        _numbers.Clear();
        _times.Clear();
        _times.Add(asset.NowMs);
        _text.Append(asset.State.Name);
        if (_relevance.IsRelevant("owner"))
        {
            Append(asset.State.Owner);
        }
        var names = asset.State.Values.Names;
        for (var i = 0; i < names.Length; i++)
        {
            if (_relevance.IsRelevant(names[i]))
            {
                Append(asset.State.Values.At(i));
            }
        }
        foreach (var (transition, due) in asset.State.Timers.Items)
        {
            _text.Append('|').Append(transition);
            _times.Add(due);
        }
        _text.Append('|');
        _numbers.Add(asset.Purse);
        if (_relevance.Height)
        {
            _numbers.Add(asset.Height);
        }
        Number(bits);
        Numbers();
        Times();
        LastCost = _text.Length / 2 + _times.Count * (4 + 6 * _offsets.Length);
        return _text.ToString();
    }

    private void Append(MachineValue value)
    {
        switch (value)
        {
            case MachineValue.AccountRef account:
                Append(account.Value);
                break;
            case MachineValue.Int number:
                _text.Append('n');
                _numbers.Add(number.Value);
                break;
            case MachineValue.Duration duration:
                _text.Append('d');
                Number(duration.Ms);
                break;
            case MachineValue.Time time:
                _text.Append('t');
                _times.Add(time.UnixMs);
                break;
            case MachineValue.Text text:
                _text.Append('"').Append(text.Value).Append('"');
                break;
            case MachineValue.Bytes bytes:
                _text.Append('x').Append(bytes.Hex);
                break;
            case MachineValue.Bool flag:
                _text.Append(flag.Value ? '+' : '-');
                break;
            case MachineValue.Choice choice:
                _text.Append('c').Append(choice.Case);
                break;
            case MachineValue.List list:
                _text.Append('[');
                foreach (var item in list.Items)
                {
                    Append(item);
                }
                _text.Append(']');
                break;
            case MachineValue.Map map:
                _text.Append('{');
                foreach (var (key, held) in map.Pairs)
                {
                    Append(key);
                    Append(held);
                }
                _text.Append('}');
                break;
            case MachineValue.Record record:
                foreach (var (_, held) in record.Fields)
                {
                    Append(held);
                }
                break;
            default:
                _text.Append('0');
                break;
        }
    }

    private void Append(Account account)
    {
        _text.Append('@');
        if (!CheckCast.People.Contains(account))
        {
            _text.Append(CheckCast.NameOf(account));
            return;
        }
        var at = _people.IndexOf(account);
        if (at < 0)
        {
            at = _people.Count;
            _people.Add(account);
        }
        Number(at);
    }

    /// <summary>Near the numbers of the text as they are; farther away their order, and whether they are neighbours.</summary>
    private void Numbers()
    {
        var far = new SortedSet<long>(_numbers.Where(number => number > _exact || number < -_exact));
        var places = new Dictionary<long, int>();
        long previous = 0;
        var place = 0;
        foreach (var number in far)
        {
            place += place == 0 ? 1 : (int)Math.Min(3, Distance(previous, number));
            places.Add(number, place);
            previous = number;
        }
        foreach (var number in _numbers)
        {
            _text.Append(places.TryGetValue(number, out var at) ? number < 0 ? '<' : '>' : '=');
            Number(at == 0 ? number : at);
            // What overflows at the next step is told apart.
            if (at != 0 && (number > long.MaxValue - 2 || number < long.MinValue + 2))
            {
                _text.Append('!');
            }
        }
    }

    private void Times()
    {
        var points = new List<long>(_times);
        foreach (var time in _times)
        {
            foreach (var offset in _offsets)
            {
                points.Add(time + offset);
                points.Add(time - offset);
            }
        }
        points.Sort();
        var distinct = 0;
        for (var i = 1; i < points.Count; i++)
        {
            if (points[i] != points[distinct])
            {
                points[++distinct] = points[i];
            }
        }
        points.RemoveRange(distinct + 1, points.Count - distinct - 1);
        var now = _times[0];
        foreach (var time in _times)
        {
            _text.Append(':');
            Number(points.BinarySearch(time));
            if (_grainMs > 0)
            {
                _text.Append('/');
                Number(Math.Clamp(time - now, -_horizonMs, _horizonMs) / _grainMs);
            }
        }
    }

    private void Number(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    private void Number(ulong number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    private static long Distance(long low, long high) => high - low < 0 ? long.MaxValue : high - low;

    private static long Gcd(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }
        return left;
    }
}

using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>
/// The few values that are tried for a type, the most usual first: what stands in the text, what the asset holds, and their neighbours, so that every comparison can go both ways. Longer
/// lists are cut, which <see cref="IsCut"/> tells.
/// </summary>
internal sealed class Domains(Relevance relevance, TransitionLooks looks, SituationLook look, long nowMs)
{
    private const int MostNumbers = 28;
    private const int MostTimes = 20;
    private const int MostTexts = 12;
    private const int MostRecords = 64;
    private const long DayMs = 86_400_000;
    private const string Wallet = "wallet";

    private readonly List<(MachineType Type, ImmutableArray<MachineValue> Values)> _made = [];

    /// <summary>There were more values than are tried.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Values of a type; for what makes no difference the most usual one alone.</summary>
    public ImmutableArray<MachineValue> Of(MachineType type, bool isRelevant)
    {
        var values = Made(type.Required);
        if (type.Optional)
        {
            values = values.Insert(Math.Min(1, values.Length), MachineValue.None.Value);
        }
        return isRelevant ? values : values[..1];
    }

    /// <summary>A record's fields and a machine's inputs often have the same types.</summary>
    private ImmutableArray<MachineValue> Made(MachineType type)
    {
        foreach (var (known, values) in _made)
        {
            if (known == type)
            {
                return values;
            }
        }
        var made = Required(type);
        _made.Add((type, made));
        return made;
    }

    private ImmutableArray<MachineValue> Required(MachineType type) => type.Kind switch
    {
        MachineTypeKind.Bool => [new MachineValue.Bool(true), new MachineValue.Bool(false)],
        MachineTypeKind.Choice => [.. type.Cases.Select(static one => (MachineValue)new MachineValue.Choice(one))],
        MachineTypeKind.Int => Cut([.. Numbers(relevance.Numbers, look.Numbers), long.MaxValue, -1, long.MinValue], MostNumbers, static one => new MachineValue.Int(one), type),
        MachineTypeKind.Amount => Cut([.. Numbers(relevance.Numbers, look.Numbers), look.Purse, long.MaxValue], MostNumbers, static one => new MachineValue.Int(one), type),
        MachineTypeKind.Duration => Cut([.. Durations(), -1], MostTimes, static one => new MachineValue.Duration(one), type),
        MachineTypeKind.Time => Cut(Times(), MostTimes, static one => new MachineValue.Time(one), type),
        MachineTypeKind.Account => [.. Accounts().Select(static one => (MachineValue)new MachineValue.AccountRef(one))],
        MachineTypeKind.Text => Texts(type),
        MachineTypeKind.Bytes => [new MachineValue.Bytes(new string('0', 2 * type.Bound)), new MachineValue.Bytes(new string('1', 2 * type.Bound))],
        MachineTypeKind.Asset => Fitting([CheckCast.OtherAssetId, CheckCast.AssetId, .. relevance.Texts], type),
        MachineTypeKind.Wallet => Fitting([Wallet, CheckCast.Purse, .. relevance.Texts], type),
        MachineTypeKind.List => List(type),
        MachineTypeKind.Map => Map(type),
        MachineTypeKind.Record => Record(type),
        _ => [MachineValue.None.Value],
    };

    /// <summary>The machines of assets that may call, in a transition that asks for them: this one, and those whose names the asset or the text holds.</summary>
    public IEnumerable<string> CallerMachines() => looks.CallerMachine
        ? look.Texts.Concat(relevance.Texts).Where(static one => one.Length > 0).Prepend(ScriptStep.ThisMachine).Distinct(StringComparer.Ordinal)
        : [];

    /// <summary>People whom the asset knows, one whom it does not, and those whom the text asks for.</summary>
    public IEnumerable<Account> Accounts()
    {
        var stranger = CheckCast.People[..3].Where(one => !look.Accounts.Contains(one)).Take(1).ToArray();
        IEnumerable<Account> known = look.Accounts;
        if (look.Accounts.IsEmpty)
        {
            known = CheckCast.People[1..2];
        }
        var members = relevance.Members ? CheckCast.Members[..2] : [];
        IEnumerable<Account> assets = relevance.Assets ? [CheckCast.Asset, CheckCast.OtherAsset] : [];
        return stranger.Concat(known).Concat(members).Concat(assets).Distinct();
    }

    private IEnumerable<long> Numbers(ImmutableArray<long> constants, ImmutableArray<long> held)
    {
        yield return 1;
        yield return 0;
        foreach (var number in constants.Concat(held))
        {
            yield return number;
            yield return number < long.MaxValue ? number + 1 : number;
            yield return number > long.MinValue ? number - 1 : number;
        }
        if (!looks.Sums)
        {
            yield break;
        }
        // The other side of a comparison can be a sum or a difference.
        foreach (var left in constants.Concat(held).Take(6))
        {
            foreach (var right in constants.Concat(held).Take(6))
            {
                yield return unchecked(left + right);
                yield return unchecked(left - right);
            }
        }
    }

    private IEnumerable<long> Durations()
    {
        yield return relevance.DurationsMs.IsEmpty ? DayMs : relevance.DurationsMs[^1];
        yield return 0;
        foreach (var duration in relevance.DurationsMs.Concat(look.DurationsMs))
        {
            yield return duration;
            yield return duration + 1;
            yield return duration - 1;
        }
    }

    /// <summary>Where a comparison turns, and right behind it; so there is a time between any two turns.</summary>
    private IEnumerable<long> Times()
    {
        yield return nowMs + DayMs;
        yield return nowMs;
        yield return nowMs + 1;
        yield return nowMs - 1;
        foreach (var time in look.TimesMs)
        {
            yield return time;
            yield return time + 1;
        }
        yield return Protocol.Codec.CodecReader.MaxCounter;
        foreach (var from in look.TimesMs.Prepend(nowMs))
        {
            foreach (var duration in looks.DurationsMs)
            {
                yield return from + duration;
                yield return from + duration + 1;
                yield return from - duration;
                yield return from - duration + 1;
            }
        }
    }

    private ImmutableArray<MachineValue> Cut(IEnumerable<long> numbers, int most, Func<long, MachineValue> wrap, MachineType type)
    {
        var values = ImmutableArray.CreateBuilder<MachineValue>();
        var seen = new HashSet<long>();
        foreach (var number in numbers)
        {
            if (!seen.Add(number) || type.Refuse(wrap(number)) is not null)
            {
                continue;
            }
            if (values.Count == most)
            {
                IsCut = true;
                break;
            }
            values.Add(wrap(number));
        }
        return values.ToImmutable();
    }

    private ImmutableArray<MachineValue> Texts(MachineType type)
    {
        var texts = Fitting([.. look.Texts, .. relevance.Texts.Take(MostTexts), "a", "b", string.Empty, .. relevance.Sizes ? [new string('x', type.Bound)] : Array.Empty<string>()], type);
        IsCut |= relevance.Texts.Length > MostTexts;
        return texts;
    }

    private static ImmutableArray<MachineValue> Fitting(IEnumerable<string> texts, MachineType type) =>
        [.. texts.Distinct(StringComparer.Ordinal).Select(static one => (MachineValue)new MachineValue.Text(one)).Where(one => type.Refuse(one) is null)];

    /// <summary>None, one and two items; longer ones are never all of them.</summary>
    private ImmutableArray<MachineValue> List(MachineType type)
    {
        var items = Made(type.Element!);
        var lists = ImmutableArray.CreateBuilder<MachineValue>();
        lists.Add(new MachineValue.List([items[0]]));
        lists.Add(MachineValue.List.Empty);
        if (type.Bound > 1)
        {
            lists.Add(new MachineValue.List([items[0], items[^1]]));
            lists.Add(new MachineValue.List([items[0], items[0]]));
        }
        foreach (var item in items.Skip(1).Take(4))
        {
            lists.Add(new MachineValue.List([item]));
        }
        IsCut |= type.Bound > 2 || items.Length > 2;
        return lists.ToImmutable();
    }

    private ImmutableArray<MachineValue> Map(MachineType type)
    {
        var keys = Made(type.Key!);
        var values = Made(type.Element!);
        var maps = ImmutableArray.CreateBuilder<MachineValue>();
        maps.Add(new MachineValue.Map([KeyValuePair.Create(keys[0], values[0])]));
        maps.Add(MachineValue.Map.Empty);
        if (type.Bound > 1 && keys.Length > 1)
        {
            var (low, high) = MachineValue.Compare(keys[0], keys[1]) < 0 ? (keys[0], keys[1]) : (keys[1], keys[0]);
            maps.Add(new MachineValue.Map([KeyValuePair.Create(low, values[0]), KeyValuePair.Create(high, values[^1])]));
        }
        IsCut |= type.Bound > 2 || keys.Length > 2 || values.Length > 1;
        return maps.ToImmutable();
    }

    /// <summary>The usual record, and every other value of each field by itself.</summary>
    private ImmutableArray<MachineValue> Record(MachineType type)
    {
        var fields = type.Fields.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        var domains = fields.Select(field => Of(field.Type, true)).ToArray();
        ImmutableArray<KeyValuePair<string, MachineValue>> usual = [.. fields.Select((field, at) => KeyValuePair.Create(field.Name, domains[at][0]))];
        var records = ImmutableArray.CreateBuilder<MachineValue>();
        records.Add(new MachineValue.Record(usual));
        for (var at = 0; at < domains.Length; at++)
        {
            foreach (var other in domains[at].Skip(1).Take(MostRecords - records.Count))
            {
                records.Add(new MachineValue.Record(usual.SetItem(at, KeyValuePair.Create(fields[at].Name, other))));
            }
        }
        IsCut |= domains.Count(static domain => domain.Length > 1) > 1 || records.Count == MostRecords;
        return records.ToImmutable();
    }
}

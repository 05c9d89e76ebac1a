using System.Globalization;

namespace Scew.Benchmarks;

/// <summary>Options of the form <c>--name value</c>, each at most once; the first fault is kept for the user.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Arguments(string[] arguments, params string[] known)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!known.Contains(arguments[i]))
            {
                Fault ??= $"there is no option {arguments[i]}";
            }
            else if (i + 1 == arguments.Length || !_values.TryAdd(arguments[i], arguments[i + 1]))
            {
                Fault ??= $"{arguments[i]} needs one value";
            }
        }
    }

    /// <summary>What is wrong, or null.</summary>
    public string? Fault { get; private set; }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise, int least, int most) => Numbers(name, [otherwise], least, most) is [var number] ? number : Wrong(name, otherwise);

    /// <summary>Numbers separated by commas; <c>none</c> is no number.</summary>
    public int[] Numbers(string name, int[] otherwise, int least, int most)
    {
        if (!_values.TryGetValue(name, out var text))
        {
            return otherwise;
        }
        var parts = text == "none" ? [] : text.Split(',');
        var numbers = parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : -1).ToArray();
        return numbers.Contains(-1) ? Wrong(name, otherwise) : numbers;
    }

    /// <summary>Names of an enumeration's members, separated by commas.</summary>
    public T[] Names<T>(string name, T[] otherwise)
        where T : struct, Enum
    {
        if (!_values.TryGetValue(name, out var text))
        {
            return otherwise;
        }
        var names = text.Split(',').Select(part => Enum.TryParse<T>(part, ignoreCase: true, out var one) && Enum.IsDefined(one) ? one : (T?)null).ToArray();
        return names.Contains(null) ? Wrong(name, otherwise) : [.. names.Select(one => one!.Value)];
    }

    private T Wrong<T>(string name, T otherwise)
    {
        Fault ??= $"{name} {Text(name)} makes no sense";
        return otherwise;
    }
}

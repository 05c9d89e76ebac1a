namespace Scew.Grains.Watching;

/// <summary>Names in the form of Prometheus, as OpenTelemetry's collector makes them: dots become lines, the unit is written out, counters end in <c>_total</c>.</summary>
public static class PrometheusName
{
    /// <summary>The name of an instrument's metric.</summary>
    public static string Of(string name, string? unit, InstrumentKind kind)
    {
        var plain = Label(name);
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" when kind == InstrumentKind.Gauge => "_ratio",
            _ => "",
        };
        if (suffix.Length > 0 && !plain.EndsWith(suffix, StringComparison.Ordinal))
        {
            plain += suffix;
        }
        return kind == InstrumentKind.Counter ? plain + "_total" : plain;
    }

    /// <summary>The name of a label.</summary>
    public static string Label(string attribute) => string.Create(attribute.Length, attribute, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
        }
    });
}

namespace Orleans;

/// <summary>How long a caller of the method waits for the response before it gets a <see cref="TimeoutException"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute : Attribute
{
    /// <summary>Sets the time-out.</summary>
    /// <param name="timeout">The time-out as <see cref="TimeSpan.Parse(string)"/> reads it.</param>
    public ResponseTimeoutAttribute(string timeout)
    {
        Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The time-out.</summary>
    public TimeSpan? Timeout { get; init; }
}

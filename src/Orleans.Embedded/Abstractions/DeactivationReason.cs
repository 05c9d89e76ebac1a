namespace Orleans;

/// <summary>Why an activation ends, in code and words.</summary>
public readonly struct DeactivationReason : IEquatable<DeactivationReason>
{
    /// <summary>Makes a reason.</summary>
    /// <param name="code">The code.</param>
    /// <param name="text">The words.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>Makes a reason.</summary>
    /// <param name="code">The code.</param>
    /// <param name="exception">The error behind it.</param>
    /// <param name="text">The words.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The words.</summary>
    public string Description { get; }

    /// <summary>The code.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>The error behind it, if any.</summary>
    public Exception? Exception { get; }

    /// <summary>Compares two reasons.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator ==(DeactivationReason left, DeactivationReason right) => left.Equals(right);

    /// <summary>Compares two reasons.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator !=(DeactivationReason left, DeactivationReason right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(DeactivationReason other)
    {
        return ReasonCode == other.ReasonCode && string.Equals(Description, other.Description, StringComparison.Ordinal) && ReferenceEquals(Exception, other.Exception);
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is DeactivationReason other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ReasonCode, Description);

    /// <inheritdoc />
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} ({Exception.Message})";
}

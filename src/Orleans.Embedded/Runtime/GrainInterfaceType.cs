namespace Orleans.Runtime;

/// <summary>The name of a grain interface: its alias, else its full name.</summary>
public readonly struct GrainInterfaceType : IEquatable<GrainInterfaceType>
{
    private readonly IdSpan _value;

    /// <summary>Makes a type from its name.</summary>
    /// <param name="value">The name.</param>
    public GrainInterfaceType(string value)
    {
        _value = IdSpan.Create(value);
    }

    /// <summary>The name as a value.</summary>
    public IdSpan Value => _value;

    /// <summary>Whether no name was set.</summary>
    public bool IsDefault => _value.IsDefault;

    /// <summary>Compares two types.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator ==(GrainInterfaceType left, GrainInterfaceType right) => left.Equals(right);

    /// <summary>Compares two types.</summary>
    /// <param name="left">The first.</param>
    /// <param name="right">The second.</param>
    public static bool operator !=(GrainInterfaceType left, GrainInterfaceType right) => !left.Equals(right);

    /// <summary>Makes a type from its name.</summary>
    /// <param name="value">The name.</param>
    public static GrainInterfaceType Create(string value) => new(value);

    /// <inheritdoc />
    public bool Equals(GrainInterfaceType other) => _value.Equals(other._value);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is GrainInterfaceType other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc />
    public override string ToString() => _value.ToString();
}

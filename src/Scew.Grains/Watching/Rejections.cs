namespace Scew.Grains.Watching;

/// <summary>Why something at the peer port was not taken: the values of the attribute <c>reason</c>.</summary>
public static class Rejections
{
    /// <summary>Bytes that are no message.</summary>
    public const string Malformed = "malformed";

    /// <summary>A message whose signature or place is wrong.</summary>
    public const string Refused = "refused";

    /// <summary>A hello of another group, epoch, version or member.</summary>
    public const string Hello = "hello";

    /// <summary>A link key that no member has.</summary>
    public const string Stranger = "stranger";

    /// <summary>The type of what has none.</summary>
    public const string Unknown = "unknown";
}

namespace Scew.Protocol.Agents;

/// <summary>
/// What an operator asks of the agent beside a merchant's silos. <paramref name="Agent"/> is the agent's id (32 random bytes of its configuration), <paramref name="Nonce"/> 128 random bits
/// that no other order has, <paramref name="ValidUntilMs"/> Unix milliseconds, at most <see cref="MaxValidityMs"/> ahead when it arrives.
/// </summary>
public abstract record AgentOrder(Digest Agent, UInt128 Nonce, long ValidUntilMs)
{
    /// <summary>How far ahead the end of an order's validity may lie, in milliseconds.</summary>
    public const long MaxValidityMs = 60_000;

    /// <summary>Most characters of a program's address.</summary>
    public const int MaxUrlLength = 1024;

    /// <summary>Most lines of a log that one order asks for.</summary>
    public const int MaxLines = 1000;

    /// <summary>The name in the order's JSON.</summary>
    public abstract string Act { get; }

    /// <summary>An absolute https address of printable ASCII, without a user, a fragment, or anything that JSON escapes; whether its host is allowed is the agent's to say.</summary>
    public static bool IsUrl(string text) =>
        text.Length <= MaxUrlLength && text.StartsWith("https://", StringComparison.Ordinal) && text.All(static c => c is > ' ' and <= '~' and not '"' and not '\\')
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Fragment.Length == 0;
}

/// <summary>Fetch the program of this SHA-256 from the address and run it, unless an instance runs. <c>launch</c>.</summary>
public sealed record LaunchOrder(Digest Agent, UInt128 Nonce, long ValidUntilMs, string Url, Digest Program) : AgentOrder(Agent, Nonce, ValidUntilMs)
{
    /// <inheritdoc/>
    public override string Act => "launch";
}

/// <summary>Stop the running instance, if it is this one. <c>stop</c>.</summary>
public sealed record StopOrder(Digest Agent, UInt128 Nonce, long ValidUntilMs, UInt128 Instance) : AgentOrder(Agent, Nonce, ValidUntilMs)
{
    /// <inheritdoc/>
    public override string Act => "stop";
}

/// <summary>Say what runs. <c>status</c>.</summary>
public sealed record StatusOrder(Digest Agent, UInt128 Nonce, long ValidUntilMs) : AgentOrder(Agent, Nonce, ValidUntilMs)
{
    /// <inheritdoc/>
    public override string Act => "status";
}

/// <summary>The last lines that the instance wrote, 1 to <see cref="AgentOrder.MaxLines"/>. <c>logs</c>.</summary>
public sealed record LogsOrder(Digest Agent, UInt128 Nonce, long ValidUntilMs, int Lines) : AgentOrder(Agent, Nonce, ValidUntilMs)
{
    /// <inheritdoc/>
    public override string Act => "logs";
}

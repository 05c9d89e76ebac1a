namespace Scew.Agent;

/// <summary>Why an order was not carried out: a code of the registry and a sentence for the operator; nothing was changed.</summary>
public sealed class AgentException : Exception
{
    /// <summary>For the platform.</summary>
    public AgentException()
    {
    }

    /// <summary>For the platform.</summary>
    public AgentException(string message)
        : base(message)
    {
    }

    /// <summary>For the platform.</summary>
    public AgentException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>With its code.</summary>
    public AgentException(string code, string message)
        : base(message) => Code = code;

    /// <summary>Of <c>Codes</c>.</summary>
    public string Code { get; } = Scew.Protocol.Api.Codes.Internal;
}

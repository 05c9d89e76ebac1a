namespace Scew.Protocol.Agents;

/// <summary>Why an agent does not take an order.</summary>
public enum AgentFault
{
    /// <summary>It does.</summary>
    None,

    /// <summary>Larger than any order.</summary>
    TooLarge,

    /// <summary>Not header.payload.signature in strict base64url, or not the header of an order.</summary>
    Envelope,

    /// <summary>Not the canonical JSON of a known order.</summary>
    Payload,

    /// <summary>The signature does not verify.</summary>
    Signature,

    /// <summary>Signed by somebody who is no operator of this agent.</summary>
    NotOperator,

    /// <summary>For another agent.</summary>
    WrongAgent,

    /// <summary>Its validity is over.</summary>
    Expired,

    /// <summary>Its validity ends too far ahead.</summary>
    TooFarAhead,

    /// <summary>It was taken before.</summary>
    Replayed,

    /// <summary>More orders at once than an agent remembers.</summary>
    TooMany,
}

namespace Scew.Protocol.Requests;

/// <summary>Either a request or why there is none.</summary>
public readonly record struct ParsedRequest(RequestFault Fault, SignedRequest? Request)
{
    /// <summary>What is wrong, for a person.</summary>
    public string Message => RequestFaults.Sentence(Fault);

    /// <summary>The public code: <c>ok</c>, <c>malformed</c>, <c>bad-signature</c>, ...</summary>
    public string Code => RequestFaults.Code(Fault);
}

/// <summary>Either the shape of a request or why there is none.</summary>
public readonly record struct ParsedShape(RequestFault Fault, UnverifiedRequest? Request)
{
    /// <summary>What is wrong, for a person.</summary>
    public string Message => RequestFaults.Sentence(Fault);

    /// <summary>The public code: <c>ok</c>, <c>malformed</c>, <c>wrong-group</c>, ...</summary>
    public string Code => RequestFaults.Code(Fault);
}

namespace Scew.Protocol.Requests;

/// <summary>Why bytes are no request of a group. <see cref="RequestFaults"/> has the sentence and the public code of each.</summary>
public enum RequestFault
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>More bytes than a request may have.</summary>
    TooLarge,

    /// <summary>Not of the form <c>h1.p.s1~h2.s2~...</c> in strict base64url, or too many parts.</summary>
    Envelope,

    /// <summary>A protected header differs from the template or names no point below the field's prime.</summary>
    Header,

    /// <summary>The payload is not the canonical JSON of an operation.</summary>
    Payload,

    /// <summary>An id has characters or a length that no id may have.</summary>
    BadId,

    /// <summary>It is for another group.</summary>
    WrongGroup,

    /// <summary>The static cost is above the cap.</summary>
    TooCostly,

    /// <summary>Not exactly one signature of every member of <c>by</c>, in that order.</summary>
    Signers,

    /// <summary>A signature is out of range, does not verify, or its key is not on the curve.</summary>
    BadSignature,
}

/// <summary>Sentences and public codes of <see cref="RequestFault"/>.</summary>
public static class RequestFaults
{
    /// <summary>What is wrong, for a person.</summary>
    public static string Sentence(RequestFault fault) => fault switch
    {
        RequestFault.None => "the request is well formed and signed",
        RequestFault.TooLarge => "the request is larger than 65536 bytes, or than 196608 with an envelope or the tokens of a range",
        RequestFault.Envelope => "the request is not of the form header.payload.signature in strict base64url",
        RequestFault.Header => "a protected header differs from the only accepted form or its key is out of range",
        RequestFault.Payload => "the payload is not the canonical JSON of a known operation",
        RequestFault.BadId => "an id is not 1 to 128 characters of a-z 0-9 . _ : -",
        RequestFault.WrongGroup => "the request is signed for another group",
        RequestFault.TooCostly => "the operation's static cost is above the cap of a request",
        RequestFault.Signers => "the request does not carry exactly one signature of every account in 'by', in that order",
        _ => "a signature does not verify",
    };

    /// <summary>The code in the registry of Api/.</summary>
    public static string Code(RequestFault fault) => fault switch
    {
        RequestFault.None => "ok",
        RequestFault.TooLarge => "too-large",
        RequestFault.BadId => "bad-id",
        RequestFault.WrongGroup => "wrong-group",
        RequestFault.TooCostly => "too-costly",
        RequestFault.Signers or RequestFault.BadSignature => "bad-signature",
        _ => "malformed",
    };
}

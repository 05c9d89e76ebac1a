using Scew.Homomorphic.Envelopes;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Where an operation stands: its request, and the path of <see cref="Delegation"/> there, which is kept only where the request has an envelope.</summary>
internal readonly struct Place
{
    private readonly RequestPayload _payload;
    private readonly string _path;
    private readonly long _keyEpoch;

    private Place(RequestPayload payload, string path, long keyEpoch)
    {
        _payload = payload;
        _path = path;
        _keyEpoch = keyEpoch;
    }

    public string Path => _path;

    public byte[] Envelope => _payload.Envelope;

    /// <summary>The request as a whole; <paramref name="keyEpoch"/> is the epoch of the modules' key.</summary>
    public static Place Of(RequestPayload payload, long keyEpoch) => new(payload, string.Empty, keyEpoch);

    /// <summary>Part i of a transaction.</summary>
    public Place Part(int index) => Envelope.Length == 0 ? this : new Place(_payload, Delegation.PartOf(_path, index), _keyEpoch);

    /// <summary>The condition of a conditional update.</summary>
    public Place Condition() => Envelope.Length == 0 ? this : new Place(_payload, Delegation.ConditionOf(_path), _keyEpoch);

    /// <summary>Update i of a conditional update.</summary>
    public Place Update(int index) => Envelope.Length == 0 ? this : new Place(_payload, Delegation.UpdateOf(_path, index), _keyEpoch);

    /// <summary>What the request's envelope is sealed for.</summary>
    public EnvelopeBinding Binding()
    {
        var nonce = Base64Url.Decode(_payload.Nonce, RequestLimits.NonceBytes);
        Invariant.Require(nonce is not null, "a request's nonce is 22 characters of base64url");
        return new EnvelopeBinding(_payload.Group, _keyEpoch, _payload.Submitter, nonce, _payload.ValidUntilMs, string.Empty);
    }
}

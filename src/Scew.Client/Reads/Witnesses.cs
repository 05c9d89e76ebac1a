using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Scew.Client.Eras;
using Scew.Client.Proofs;
using Scew.Client.Transport;
using Scew.Protocol.Receipts;

namespace Scew.Client.Reads;

/// <summary>Asks others what they know of a height. One honest witness is enough to find a coalition's second history.</summary>
internal sealed class Witnesses(IReadOnlyList<MerchantEndpoint> merchants, GroupEras eras, EvidenceVerifier evidence)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Asks <paramref name="count"/> merchants other than <paramref name="primary"/>, at random, and further ones where some do not answer: how many agree, and what
    /// their answers prove beside <paramref name="shown"/>.
    /// </summary>
    public async Task<(int Agreeing, ImmutableArray<VerifiedEvidence> Conflict)> AskAsync(int primary, CertifiedState shown, int count, CancellationToken cancellation)
    {
        var others = merchants.Where(merchant => merchant.Index != primary).ToArray();
        RandomNumberGenerator.Shuffle<MerchantEndpoint>(others);
        var agreeing = 0;
        for (var asked = 0; asked < others.Length && agreeing < count;)
        {
            var next = others.Skip(asked).Take(count - agreeing).ToList();
            asked += next.Count;
            foreach (var known in await Task.WhenAll(next.Select(witness => AskAsync(witness, shown.State.Height, cancellation))))
            {
                if (known is null)
                {
                    continue;
                }
                // The last state of an era is attested in the next one too.
                if (known.State with { Epoch = shown.State.Epoch } == shown.State)
                {
                    agreeing++;
                    continue;
                }
                if (evidence.FromTwoStates(shown, known) is { Length: > 0 } conflict)
                {
                    return (agreeing, conflict);
                }
            }
        }
        return (agreeing, []);
    }

    private async Task<CertifiedState?> AskAsync(MerchantEndpoint witness, long height, CancellationToken cancellation) =>
        await witness.GetAsync("/v1/states/" + height.ToString(CultureInfo.InvariantCulture), Limit, cancellation) is MerchantAnswer.Body body
        && CertifiedState.Parse(body.Bytes) is { } state && state.State.Height == height
        && eras.For(state.State).Era is { } era && state.Check(era.Group, era.Members) == ProofFault.None
            ? state
            : null;
}

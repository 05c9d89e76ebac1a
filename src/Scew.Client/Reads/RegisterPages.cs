using System.Text;
using System.Text.Json;
using Scew.Client.Eras;
using Scew.Client.Transport;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>Asks exactly one merchant, with no other in its place, and checks what it answers: state of this era, for what an earlier one's members attest is not how things are now.</summary>
internal sealed class RegisterPages(Era era, ClientOptions options)
{
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(300);

    /// <summary>A register as this merchant shows it, at <paramref name="atLeast"/> or above.</summary>
    public async Task<PageAnswer> OneAsync(MerchantEndpoint merchant, RegisterKey key, long atLeast, CancellationToken cancellation)
    {
        var answer = await merchant.GetAsync(RegisterPaths.Of(key, atLeast), options.ReadTimeout, cancellation);
        if (answer is not MerchantAnswer.Body body)
        {
            return PageAnswer.Of(merchant, answer);
        }
        var (read, fault, sign) = Check(body.Bytes, key);
        return read is null ? new PageAnswer(null, $"{merchant.Name}'s answer does not verify: {fault}", Unverified: true) { Sign = sign }
            : read.Height < atLeast ? new PageAnswer(null, $"{merchant.Name}'s answer does not verify: it is older than was asked for", Unverified: true, Lag)
            : new PageAnswer([read]);
    }

    /// <summary>
    /// Up to <see cref="RequestLimits.MaxPage"/> registers of a kind after an id, in the order of ids, each proven at <paramref name="atLeast"/> or above. A shorter page is the last one. That
    /// nothing is left out is this merchant's word.
    /// </summary>
    public async Task<PageAnswer> PageAsync(MerchantEndpoint merchant, RegisterKind kind, string prefix, string after, long atLeast, CancellationToken cancellation)
    {
        var answer = await merchant.GetAsync(RegisterPaths.Page(kind, prefix, after), options.ReadTimeout, cancellation);
        return answer is not MerchantAnswer.Body body ? PageAnswer.Of(merchant, answer)
            : CheckPage(body.Bytes, kind, prefix, after, out var sign) is not { } page ? new PageAnswer(null, $"{merchant.Name}'s page does not verify", Unverified: true) { Sign = sign }
            : page.Exists(read => read.Height < atLeast) ? new PageAnswer(null, $"{merchant.Name}'s page is older than was asked for", Unverified: true, Lag)
            : new PageAnswer(page);
    }

    private List<RegisterRead>? CheckPage(byte[] bytes, RegisterKind kind, string prefix, string after, out TurnSign sign)
    {
        sign = TurnSign.None;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var page = new List<RegisterRead>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                var raw = Encoding.UTF8.GetBytes(item.GetRawText());
                var id = item.GetProperty("id").GetString() ?? "";
                (var read, _, sign) = Check(raw, new RegisterKey(kind, id));
                if (read?.Register is null || !id.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(after, id) >= 0 || page.Count == RequestLimits.MaxPage)
                {
                    return null;
                }
                after = id;
                page.Add(read);
            }
            return page;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private (RegisterRead? Read, string Fault, TurnSign Sign) Check(ReadOnlySpan<byte> bytes, RegisterKey key)
    {
        if (CertifiedRegister.Parse(bytes) is not { } certified)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed), TurnSign.None);
        }
        var state = certified.Certified.State;
        var fault = certified.Check(key, era.Group, era.Members);
        if (fault == ProofFault.None && state.Height < era.Group.Start.Height)
        {
            fault = ProofFault.Epoch;
        }
        if (fault != ProofFault.None)
        {
            return (null, ProofFaults.Sentence(fault), state.Epoch > era.Epoch ? TurnSign.OtherEpoch : state.Epoch < era.Epoch ? TurnSign.Cut : TurnSign.None);
        }
        return (new RegisterRead(certified.Register, state.Height, state.TimeMs, certified), "", TurnSign.None);
    }
}

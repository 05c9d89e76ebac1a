using System.Text;
using System.Text.Json;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>Asks exactly one merchant, with no other in its place, and checks what it answers.</summary>
internal sealed class RegisterPages(ReceiptVerifier verifier, ClientOptions options)
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
        var (read, fault) = Check(body.Bytes, key);
        return read is null ? new PageAnswer(null, $"{merchant.Name}'s answer does not verify: {fault}", Unverified: true)
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
            : CheckPage(body.Bytes, kind, prefix, after) is not { } page ? new PageAnswer(null, $"{merchant.Name}'s page does not verify", Unverified: true)
            : page.Exists(read => read.Height < atLeast) ? new PageAnswer(null, $"{merchant.Name}'s page is older than was asked for", Unverified: true, Lag)
            : new PageAnswer(page);
    }

    private List<RegisterRead>? CheckPage(byte[] bytes, RegisterKind kind, string prefix, string after)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var page = new List<RegisterRead>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                var raw = Encoding.UTF8.GetBytes(item.GetRawText());
                var id = item.GetProperty("id").GetString() ?? "";
                var (read, _) = Check(raw, new RegisterKey(kind, id));
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

    private (RegisterRead? Read, string Fault) Check(ReadOnlySpan<byte> bytes, RegisterKey key)
    {
        if (CertifiedRegister.Parse(bytes) is not { } certified)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed));
        }
        var fault = certified.Check(key, verifier.Group, verifier.Members);
        if (fault != ProofFault.None)
        {
            return (null, ProofFaults.Sentence(fault));
        }
        var state = certified.Certified.State;
        return (new RegisterRead(certified.Register, state.Height, state.TimeMs, certified), "");
    }
}

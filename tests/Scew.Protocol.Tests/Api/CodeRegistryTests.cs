using System.Reflection;
using System.Text.Json;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Api;

public sealed class CodeRegistryTests
{
    // Append only: receipts, logs and scripts of others hold these pairs.
    private const string Frozen = """
        0 ok; 1 malformed; 2 bad-signature; 3 wrong-group; 4 too-large; 5 too-costly; 6 bad-id; 7 expired; 8 not-yet-valid;
        100 not-owner; 101 not-issuer; 102 unknown-wallet; 103 unknown-asset; 104 unknown-machine; 105 unknown-transition; 106 wrong-state; 107 guard-refused;
        108 invariant-refused; 109 bad-input; 110 already-exists; 111 outside-prefix; 112 wrong-owner; 113 same-wallet; 114 zero-amount; 115 negative-amount;
        116 insufficient-balance; 117 overflow; 118 limit-exceeded; 119 burn-refused; 120 condition-false; 121 bad-operation; 122 machine-refused; 123 not-allowed; 124 too-many-calls;
        125 unknown-variable; 126 wrong-contract; 127 unknown-key; 128 stale; 129 bad-envelope; 130 corrupt-record; 131 bad-ciphertext; 132 bad-key; 133 no-modules; 134 not-member; 135 bad-plan; 136 unknown-plan; 137 epoch-ending;
        200 not-found; 201 busy; 202 rate-limited; 203 outcome-unknown; 204 unavailable; 205 catching-up; 206 still-possible; 207 executed; 208 wrong-host;
        209 unsupported-media; 210 method-not-allowed; 211 not-permitted; 212 internal; 213 pruned; 214 no-token;
        300 usage; 301 key-locked; 302 bad-file; 303 no-access; 304 verification-failed; 305 evidence-found; 306 storage; 307 interrupted; 308 port-in-use;
        309 folder-in-use; 310 bad-configuration
        """;

    [Fact]
    public void NumbersAreAppendOnly()
    {
        var frozen = Frozen.ReplaceLineEndings(" ").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(frozen, CodeRegistry.All.Select(entry => $"{entry.Number} {entry.Name}").Take(frozen.Length));
        Assert.Equal(CodeRegistry.All.Select(entry => entry.Number), CodeRegistry.All.Select(entry => entry.Number).Distinct().Order());
    }

    [Fact]
    public void EveryConstantHasItsEntryAndEveryFaultItsCode()
    {
        var constants = typeof(Codes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!).Order();
        Assert.Equal(constants, CodeRegistry.All.Select(entry => entry.Name).Order());
        Assert.All(Enum.GetValues<RequestFault>(), fault => Assert.NotNull(CodeRegistry.Find(RequestFaults.Code(fault))));
        Assert.Equal(Enum.GetValues<RequestFault>().Length, Enum.GetValues<RequestFault>().Select(RequestFaults.Sentence).Distinct().Count());
        Assert.Equal(Enum.GetValues<ProofFault>().Length, Enum.GetValues<ProofFault>().Select(ProofFaults.Sentence).Distinct().Count());
        Assert.All(CodeRegistry.All, entry => Assert.InRange(entry.HttpStatus, 200, 504));
    }

    [Fact]
    public void AProblemKeepsTheRegistrysWords()
    {
        var json = JsonSerializer.Serialize(Problem.Of(Codes.Busy, retryAfterMs: 250), ApiJson.Default.Problem);
        Assert.Equal(
            """{"type":"urn:scew:code:busy","title":"the merchant is busy","status":503,"detail":"the merchant is busy","code":"busy","retryable":true,"retryAfterMs":250}""", json);
        Assert.Equal(Problem.Of(Codes.Busy, retryAfterMs: 250), JsonSerializer.Deserialize(json, ApiJson.Default.Problem));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"code":"a","code":"b"}""", ApiJson.Default.Problem));
        Assert.Equal(ExitCode.Refused, CodeRegistry.Get("a-code-of-tomorrow").ExitCode);
    }
}

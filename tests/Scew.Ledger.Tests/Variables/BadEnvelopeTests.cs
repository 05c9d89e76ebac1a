using Scew.Homomorphic.Envelopes;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Envelopes that somebody made, changed, moved or kept.</summary>
public class BadEnvelopeTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void A_changed_envelope_opens_nowhere()
    {
        var good = _world.CompareP(Order.Less, 101, Alice);
        var envelope = good.Payload.Envelope;
        byte[][] bad = [[], [1], new byte[envelope.Length], envelope[1..], [.. envelope, 0], [2, .. envelope[1..]], Flip(1), Flip(2), Flip(70), Flip(envelope.Length - 1)];
        foreach (var other in bad)
        {
            AssertRefused("bad-envelope", Ledger, Client.With(Renewed(good), other));
        }
        // Only the very request for which it was sealed.
        AssertRefused("bad-envelope", Ledger, Client.With(Renewed(good), envelope));
        Assert.Equal($$"""{"holds":true,"id":"{{P}}"}""", Ledger.Ok(good));

        byte[] Flip(int place) => [.. envelope[..place], (byte)(envelope[place] ^ 1), .. envelope[(place + 1)..]];
    }

    [Fact]
    public void An_envelope_belongs_to_group_account_nonce_and_time_of_its_request()
    {
        var request = Ledger.Signed(new CompareAdditive(P, 2048), Alice);
        var part = Client.Compare(Ann, P, Ledger.Record(P), Order.Less, 101);
        var binding = Client.BindingOf(request);
        foreach (var other in new[]
        {
            binding with { Genesis = Digest.Of("other"u8) },
            binding with { KeyEpoch = 1 },
            binding with { Account = Carol },
            binding with { Nonce = new byte[16] },
            binding with { ValidUntil = binding.ValidUntil + 1 },
            binding with { Path = "0" },
        })
        {
            AssertRefused("bad-envelope", Ledger, Client.Delegate(Ledger.Signed(request.Payload.Operation, Alice) with { Payload = request.Payload }, other, part));
        }
        Ledger.Ok(Client.Delegate(request, binding, part));
    }

    [Fact]
    public void An_opening_serves_its_variable_its_path_and_its_kind()
    {
        var record = Ledger.Record(P);
        var compare = new CompareAdditive(P, 2048);
        Refused("bad-envelope", compare, Client.Compare(Ann, Q, Ledger.Record(Q), Order.Less, 1));
        Refused("bad-envelope", compare, Client.Compare(Ann, P, record, Order.Less, 1, "0"));
        Refused("bad-envelope", compare, Client.Range(0, 1, [(Ann, P, record)]));
        Refused("bad-envelope", new RangeAdditive([P], 2048), Client.Compare(Ann, P, record, Order.Less, 1));
        Refused("bad-envelope", new SumOrdered(O, O), Client.Compare(Ann, P, record, Order.Less, 1));
        var (sum, _) = Client.Sum(O, O, Ledger.Record(O), 1);
        Refused("bad-envelope", compare, sum);
        var second = Own(Alice, "o2");
        Ledger.Ok(new CreateVariable(second, VariableType.Ordered, second, Client.Seal(second, second, 7), [], []), Alice);
        Refused("bad-envelope", new SumOrdered(second, second), sum);
    }

    /// <summary>Q's ciphertext and its opening under the name of P: the name of the record says whose it is.</summary>
    [Fact]
    public void A_swapped_opening_is_stale()
    {
        var swapped = SealedOpening.Of(Ann, P, Ledger.Record(Q))!;
        Refused("stale", new CompareAdditive(P, 2048), new EnvelopePart.Compare(string.Empty, Order.Less, 0, swapped));
    }

    [Fact]
    public void An_opening_with_another_value_is_a_bad_envelope()
    {
        var opening = Client.Open(Ann, P, Ledger.Record(P));
        var residue = opening.Opening.Residue.ToArray();
        residue[^1] ^= 1;
        var lie = new SealedOpening(P, opening.Record, new Homomorphic.Additive.AdditiveOpening(residue, opening.Opening.Root));
        Refused("bad-envelope", new CompareAdditive(P, 2048), new EnvelopePart.Compare(string.Empty, Order.Less, 0, lie));
    }

    [Fact]
    public void An_old_envelope_on_a_changed_ciphertext_is_stale()
    {
        var compare = Client.Compare(Ann, P, Ledger.Record(P), Order.Equal, 100);
        var range = Client.Range(0, 200, [(Ann, P, Ledger.Record(P)), (Ann, Q, Ledger.Record(Q))]);
        var sum = Client.Sum(O, O, Ledger.Record(O), 1).Part;
        Ledger.Ok(_world.Add(P, 0), Bob);
        Ledger.Ok(_world.SetOrdered(7), Bob);
        Refused("stale", new CompareAdditive(P, 2048), compare);
        Refused("stale", new RangeAdditive([Q, P], 2048), range);
        Refused("stale", new SumOrdered(O, O), sum);
    }

    [Fact]
    public void A_sum_that_would_keep_the_salt_is_a_bad_envelope()
    {
        var record = Ledger.Record(O);
        var salt = Homomorphic.Ordered.OrderedRecord.SaltOf(record);
        var key = Homomorphic.Ordered.OrderedRecord.KeyOf(Client.Ordered(O, O).Export(), O, salt);
        Refused("bad-envelope", new SumOrdered(O, O), new EnvelopePart.OrderedSum(string.Empty, O, Digest.Of(record), 1, key, key, salt));
        var wrong = Homomorphic.Ordered.OrderedRecord.KeyOf(Client.Ordered("other", O).Export(), O, salt);
        Refused("corrupt-record", new SumOrdered(O, O), new EnvelopePart.OrderedSum(string.Empty, O, Digest.Of(record), 1, wrong, key, Client.Noise(16)));
    }

    /// <summary>A plaintext beyond 64 bits compares as what it is, above or below every argument.</summary>
    [Fact]
    public void Values_beyond_64_bits_compare_as_what_they_are()
    {
        foreach (var sign in new[] { 1, -1 })
        {
            Ledger.Ok(_world.SetAdditive(P, sign * (long.MaxValue - 1)), Alice);
            Ledger.Ok(_world.Add(P, sign * (long.MaxValue - 1)), Alice);
            foreach (var (order, argument, holds) in new[]
            {
                (Order.Greater, long.MaxValue, sign > 0), (Order.Less, long.MinValue, sign < 0), (Order.Equal, long.MaxValue, false), (Order.NotEqual, long.MinValue, true),
            })
            {
                Assert.Equal($$"""{"holds":{{(holds ? "true" : "false")}},"id":"{{P}}"}""", Ledger.Ok(_world.CompareP(order, argument, Alice)));
            }
            var range = Client.Range(long.MinValue, long.MaxValue, [(Ann, P, Ledger.Record(P))]);
            Assert.Equal("""{"ids":[]}""", Ledger.Ok(Client.Delegate(Ledger.Signed(new RangeAdditive([P], 2048), Alice), range)));
        }
    }

    private SignedRequest Renewed(SignedRequest request) => Ledger.Signed(request.Payload.Operation, request.Payload.By);

    private void Refused(string code, Operation operation, EnvelopePart part) => AssertRefused(code, Ledger, Client.Delegate(Ledger.Signed(operation, Alice), part));
}

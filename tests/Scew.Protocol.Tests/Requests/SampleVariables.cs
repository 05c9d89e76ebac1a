using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>One of every operation on encrypted integers and their keys, with fixed values of the lengths that real ones have. To the protocol their bytes are opaque.</summary>
internal static class SampleVariables
{
    public const string Id = "a:savings";
    public const string Label = "a:savings.k2";
    public const string KeyId = "a:paillier";

    public static readonly Account Ann = SampleRequests.Ann.Account;
    public static readonly Account Bob = SampleRequests.Bob.Account;

    public static byte[] Ciphertext => Bytes("ciphertext", 512);

    public static byte[] Record => Bytes("record", 105);

    public static byte[] Token => Bytes("token", RequestLimits.MaxTokenBytes);

    public static byte[] Envelope => Bytes("envelope", 760);

    public static byte[] Point => [4, .. SampleRequests.Bob.Public.X, .. SampleRequests.Bob.Public.Y];

    /// <summary>Bytes that follow from their name.</summary>
    public static byte[] Bytes(string name, int count) => [.. Enumerable.Range(0, (count + 31) / 32).SelectMany(i => Digest.Of(System.Text.Encoding.ASCII.GetBytes($"{name} {i}")).ToArray()).Take(count)];

    public static IEnumerable<(string Name, Operation Operation)> Plain()
    {
        yield return ("create-additive", new CreateVariable(Id, VariableType.Additive, KeyId, Ciphertext, [Bob], [Bob, Ann]) { As = 0 });
        yield return ("create-ordered", new CreateVariable(Id, VariableType.Ordered, Id, Record, [], []));
        yield return ("get-additive", new GetVariable(Id, VariableType.Additive));
        yield return ("get-ordered", new GetVariable(Id, VariableType.Ordered) { As = 0 });
        yield return ("set-additive", new SetRecord(Id, VariableType.Additive, KeyId, Bytes("wide", RequestLimits.MaxCiphertextBytes), Digest.Of(Ciphertext)) { As = 0 });
        yield return ("set-ordered", new SetRecord(Id, VariableType.Ordered, Label, Record, null));
        yield return ("sum-additive", new SumAdditive(Id, KeyId, Ciphertext) { As = 0 });
        yield return ("compare-ordered", new CompareOrdered(Id, Comparison.LessOrEqual, Token) { As = 0 });
        yield return ("range-ordered", new RangeOrdered([new("a:one", Token, Bytes("high", 281)), new("b:two", Bytes("low", 281), Token)]) { As = 0 });
        yield return ("rekey-additive", new Rekey(Id, VariableType.Additive, "a:paillier.2", Ciphertext, [], [Bob], 0));
        yield return ("rekey-ordered", new Rekey(Id, VariableType.Ordered, Label, Record, [Ann, Bob], [], (1L << 53) - 1) { As = 0 });
        yield return ("rekey-names-only", new Rekey(Id, VariableType.Additive, KeyId, [], [Bob], [Ann], 0));
        yield return ("key.create", new KeyCreate(KeyId, Bytes("public", RequestLimits.MaxPublicKeyBytes), Bytes("proof", RequestLimits.MaxProofBytes), Bytes("sealed", 414)) { As = 0 });
        yield return ("key.publish", new PublishKey(Point) { As = 0 });
        yield return ("conditional-update-ordered", new ConditionalUpdate(
            new CompareOrdered(Id, Comparison.Greater, Token), [SampleRequests.Transfer(), new SetRecord(Id, VariableType.Ordered, Id, Record, null), new SumAdditive("a:sum", KeyId, Ciphertext)]));
    }

    public static IEnumerable<(string Name, Operation Operation)> Delegated()
    {
        yield return ("sum-ordered", new SumOrdered(Id, Id) { As = 0 });
        yield return ("compare-additive", new CompareAdditive(Id, 2048) { As = 0 });
        yield return ("range-additive", new RangeAdditive(["a:one", "b:two"], 3072) { As = 0 });
        yield return ("conditional-update-additive", new ConditionalUpdate(new CompareAdditive(Id, 3072), [SampleRequests.Transfer(), new SumOrdered("a:rank", Label)]) { As = 0 });
        yield return ("conditional-update-sum", new ConditionalUpdate(new Compare("a", Comparison.Equal, 1), [new SumOrdered("a:rank", Label)]));
        yield return ("transaction-delegated", new Transaction(
        [
            new Get("z"), new CompareAdditive(Id, 2048), new ConditionalUpdate(new CompareAdditive(Id, 2048), [SampleRequests.Transfer(), new SumOrdered("a:rank", Label)]), new GetVariable(Id, VariableType.Additive),
        ]));
    }

    public static IEnumerable<(string Name, Operation Operation)> All() => Plain().Concat(Delegated());
}

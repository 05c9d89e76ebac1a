using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

public sealed class RequestPropertyTests
{
    private static readonly Gen<string> Id = Gen.Elements("abcz019._:-".ToCharArray()).ArrayOf().Where(c => c.Length is >= 1 and <= 128).Select(c => new string(c));
    private static readonly Gen<long> Signed = Gen.OneOf(Gen.Choose(-5, 5).Select(i => (long)i), Gen.Elements(long.MinValue, long.MaxValue, 1L << 53));
    private static readonly Gen<long> Amount = Signed.Where(value => value >= 0);
    private static readonly Gen<Account?> Owner = Gen.Elements<Account?>(null, SampleRequests.Bob.Account);
    private static readonly Gen<string> Words = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null && text.All(c => !char.IsSurrogate(c)) && text.Length < 300);

    private static Gen<Operation> Simple()
    {
        var ends = from f in Id from t in Id select (f, t);
        var transfer = from e in ends from a in Amount from o in Owner select (Operation)new Transfer(e.f, e.t, a, o);
        var legs = from count in Gen.Choose(1, 5) from leg in (from e in ends from a in Amount from o in Owner select new TransferLeg(e.f, e.t, a, o)).ArrayOf(count) select (Operation)new AtomicTransfer([.. leg]);
        var range = from ids in Id.ArrayOf(3) from low in Signed from high in Signed select (Operation)new GetRange([.. ids], low, high);
        var input = from text in Words
                    from number in Signed
                    from flag in Gen.Elements(true, false)
                    select ImmutableSortedDictionary<string, MachineValue>.Empty.Add("text", new MachineValue.Text(text)).Add("n", new MachineValue.Int(number)).Add("F", new MachineValue.Bool(flag));
        return Gen.OneOf(
            transfer, legs, range, Compare().Select(c => (Operation)c), Id.Select(id => (Operation)new Get(id)), Id.Select(id => (Operation)new Balance(id)),
            from id in Id from v in Signed select (Operation)new SetValue(id, v),
            from id in Id from v in Signed select (Operation)new Sum(id, v),
            from id in Id from v in Amount select (Operation)new CreateWallet(id, v),
            from id in Id from i in input select (Operation)new AssetCreate(id, "builtin/eshare/1", i),
            from id in Id from i in input select (Operation)new AssetTransition(id, "offer", i));
    }

    private static Gen<Compare> Compare() => from id in Id from value in Signed from c in Gen.Elements(Enum.GetValues<Comparison>()) select new Compare(id, c, value);

    private static Gen<Operation> Any()
    {
        var updates = from c in Compare() from parts in Simple().Where(o => o is Transfer or AtomicTransfer or SetValue or Sum).ArrayOf(2) select (Operation)new ConditionalUpdate(c, [.. parts]);
        var transaction = from parts in Gen.OneOf(Simple(), updates).ArrayOf(4) select (Operation)new Transaction([.. parts]);
        return from operation in Gen.OneOf(Simple(), updates, transaction) from index in Gen.Elements<int?>(null, 0) select operation with { As = index };
    }

    [Fact]
    public void DecodingUndoesEncoding() => Prop.ForAll(Any().ToArbitrary(), operation =>
    {
        var bytes = PayloadCodec.EncodeOperation(operation);
        var decoded = PayloadCodec.DecodeOperation(bytes);
        return decoded is not null && decoded.GetType() == operation.GetType() && PayloadCodec.EncodeOperation(decoded).AsSpan().SequenceEqual(bytes)
            && OperationIds.AllValid(decoded) && OperationCost.Of(decoded) == OperationCost.Of(operation);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void WhatWeWriteIsTheJsonOfThePlatform() => Prop.ForAll(Words.ToArbitrary(), text =>
    {
        var json = new Json.JsonWriter().StartObject().Name("t").Text(text).EndObject().ToArray();
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return document.RootElement.GetProperty("t").GetString() == text;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}

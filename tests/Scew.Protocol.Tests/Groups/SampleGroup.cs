using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Tests.Groups;

/// <summary>Four merchants with fixed keys, and what they sign.</summary>
internal static class SampleGroup
{
    public static readonly TestKey[] Keys = [new(101), new(102), new(103), new(104)];

    public static readonly GenesisDocument Document = new(
        "high street",
        "AAECAwQFBgcICQoLDA0ODw",
        Dev: true,
        [.. Keys.Select((key, i) => new Merchant($"m{i}", key.Public, Digest.Of([(byte)i]), $"127.0.0.1:{7100 + i}", $"http://127.0.0.1:{7200 + i}"))],
        [new Issuer("m0", Keys[0].Account, 1_000_000), new Issuer("bank", new TestKey(9).Account, long.MaxValue)],
        GroupParameters.Default);

    public static readonly GenesisDocument WithModules = Document with { Modules = new GroupModules([4, .. new TestKey(105).Public.X, .. new TestKey(105).Public.Y], "m2") };

    public static readonly Group Group = Document.ToGroup();
    public static readonly P256Verifier Verifier = Document.CreateVerifier()!;

    public static GenesisFile File() => Keys.Select((key, i) => (key, i)).Aggregate(
        GenesisFile.Unsigned(Document), (file, member) => file.With(member.i, member.key.Sign(Document.ConsentBytes())));

    public static MerchantCard Card(int member) => new(Document.Merchants[member], Keys[member].SignDeterministic(MerchantCard.SigningBytes(Document.Merchants[member])));

    public static Vote Vote(int member, Statement statement) => new(statement, member, Keys[member].Sign(statement.SigningBytes(Group.Genesis, Group.Epoch)));

    public static Certificate Certificate(Statement statement, params int[] members) => new(
        statement, [.. (members.Length == 0 ? [0, 1, 2] : members).Select(member => new MemberSignature(member, Vote(member, statement).Signature))]);

    public static Attestation Attest(int member, AttestedState state) => new(state, member, Keys[member].Sign(state.SigningBytes(Group.Genesis)));
}

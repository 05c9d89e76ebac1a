using System.Collections.Immutable;
using System.Reflection;
using Scew.Protocol.Accounts;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>
/// Values of every record of the protocol by its constructor, the same for the same seed. A new message or operation made of known parts needs nothing here; a part
/// that is new to it throws, so that nobody forgets to teach it.
/// </summary>
internal static class RandomValue
{
    public static readonly Digest Genesis = SampleGroup.Group.Genesis;

    private static readonly MethodInfo ArrayMethod = typeof(RandomValue).GetMethod(nameof(ArrayOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static T Of<T>(Prng random, string name = "") => (T)Of(typeof(T), random, name)!;

    /// <summary>All concrete types below an abstract one, by name.</summary>
    public static ImmutableArray<Type> Concrete(Type type) =>
        [.. typeof(Digest).Assembly.GetTypes().Where(t => t.IsSubclassOf(type) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)];

    public static object? Of(Type type, Prng random, string name)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return random.OneIn(2) ? null : Of(inner, random, name);
        }
        if (type.IsEnum)
        {
            // The later kinds of registers are made with their values: RandomVariable.
            var values = type == typeof(RegisterKind) ? Enum.GetValues<RegisterKind>()[..5] : Enum.GetValues(type);
            return values.GetValue(random.Below(values.Length));
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return ArrayMethod.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [random, name]);
        }
        if (((type == typeof(Certificate) && name == "Parent") || type == typeof(StateAnchor)) && random.OneIn(3))
        {
            return null;
        }
        return Special(type, random, name) ?? Primitive(type, random, name) ?? Built(type, random);
    }

    private static object? Primitive(Type type, Prng random, string name) => type switch
    {
        _ when type == typeof(long) => Long(random, name),
        _ when type == typeof(int) => Int(random, name),
        _ when type == typeof(byte) => (byte)random.Next(),
        _ when type == typeof(bool) => random.OneIn(2),
        _ when type == typeof(Digest) => random.Digest(),
        _ when type == typeof(byte[]) => Bytes(random, name),
        _ when type == typeof(string) => Text(random, name),
        _ when type == typeof(ReadOnlyMemory<byte>) => (ReadOnlyMemory<byte>)random.Bytes(random.Below(200)).Select(b => (byte)('a' + b % 26)).ToArray(),
        _ => null,
    };

    private static object? Special(Type type, Prng random, string name)
    {
        if (type == typeof(Statement))
        {
            return (Statement)new[]
            {
                Statement.Nullify(Long(random, "View")),
                new Statement(random.Pick(StatementKind.Notarize, StatementKind.Finalize), Long(random, "View"), Long(random, "Height"), random.Digest()),
            }[random.Below(2)];
        }
        if (type == typeof(Certificate))
        {
            var signers = Enumerable.Range(0, 1 + random.Below(4)).Select(i => i * 20 + random.Below(20));
            return new Certificate(Of<Statement>(random), [.. signers.Select(signer => new MemberSignature(signer, random.Bytes(64)))]);
        }
        if (type == typeof(Block))
        {
            return Block.Create(
                Genesis, Long(random, "Epoch"), Long(random, "Height"), Long(random, "View"), random.Digest(), Long(random, "TimeMs"),
                Of<ImmutableArray<Digest>>(random), Of<Justification>(random));
        }
        if (type == typeof(ChainAnswer))
        {
            var blocks = Of<ImmutableArray<Block>>(random);
            ImmutableArray<ImmutableArray<byte[]>> bodies = random.OneIn(2) ? [] : [.. blocks.Select(_ => Of<ImmutableArray<byte[]>>(random, "Bodies"))];
            return new ChainAnswer(blocks, Of<Certificate>(random), bodies);
        }
        if (type == typeof(TriePath))
        {
            return Enumerable.Range(0, random.Pick(0, 1, 9, 256)).Aggregate(TriePath.Root, (path, _) => path.Then(random.OneIn(2)));
        }
        if (type == typeof(TrieFragment))
        {
            var trie = Enumerable.Range(0, 1 + random.Below(40)).Aggregate(StateTrie.Empty, (trie, _) => trie.Set(random.Digest(), random.Digest()));
            return trie.Describe(TriePath.Root, 1 + random.Below(TrieFragment.MaxLevels));
        }
        if (type == typeof(StateAnchor))
        {
            var certified = new CertifiedState(Of<AttestedState>(random), Of<Certificate>(random).Signatures);
            var frontier = Enumerable.Range(0, System.Numerics.BitOperations.PopCount((ulong)certified.State.Height + 1)).Select(_ => random.Digest());
            return new StateAnchor(certified, Of<BlockHeader>(random), random.Digest(), [.. frontier], random.OneIn(2) ? null : Of<Certificate>(random));
        }
        if (type == typeof(WalletValue))
        {
            var issuers = Enumerable.Range(0, random.Below(4)).Select(i => new Account(new Digest([(byte)(i * 40), .. random.Bytes(31)])));
            return new WalletValue(Long(random, "Balance"), [.. issuers.Select(issuer => new Outstanding(issuer, 1 + (long)(random.Next() >> 2)))]);
        }
        if (type == typeof(PublicKey))
        {
            var x = random.Bytes(32);
            var y = random.Bytes(32);
            x[0] = y[0] = 1;
            return PublicKey.Create(x, y);
        }
        if (type.IsAssignableTo(typeof(MachineValue)))
        {
            return RandomMachineValue.Of(random);
        }
        if (type == typeof(ImmutableSortedDictionary<string, MachineValue>))
        {
            return Enumerable.Range(0, random.Below(4)).ToImmutableSortedDictionary(i => $"{"zAm_"[i]}{i}", _ => Of<MachineValue>(random), StringComparer.Ordinal);
        }
        return null;
    }

    private static object? Built(Type type, Prng random)
    {
        if (type.IsAbstract)
        {
            var concrete = Concrete(type);
            Assert.True(concrete.Length > 0, $"{type} has no values; teach RandomValue");
            // A transaction or a condition inside another operation has rules of its own; encrypted integers come from RandomVariable. What changes members has lines of its own.
            var chosen = type == typeof(Operation) ? concrete.RemoveAll(t => t == typeof(Transaction) || t == typeof(ConditionalUpdate) || t == typeof(GroupPropose) || t == typeof(GroupApprove) || RandomVariable.IsVariable(t)) : concrete;
            return Of(chosen[random.Below(chosen.Length)], random, "");
        }
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        Assert.True(constructor is not null && type.Assembly == typeof(Digest).Assembly, $"RandomValue does not know {type}");
        var parameters = constructor.GetParameters().Select(p => p.Name == "Updates" ? Updates(random) : Of(p.Name == "Condition" ? typeof(Compare) : p.ParameterType, random, p.Name!));
        var value = constructor.Invoke([.. parameters]);
        if (value is Operation operation && random.OneIn(2))
        {
            return operation with { As = 0 };
        }
        return value;
    }

    private static ImmutableArray<Operation> Updates(Prng random) =>
        [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => (Operation)Of(random.Pick(typeof(Transfer), typeof(AtomicTransfer), typeof(SetValue), typeof(Sum)), random, "")!)];

    private static ImmutableArray<T> ArrayOf<T>(Prng random, string name)
    {
        // Lists of operations may not be empty.
        var least = name is "Legs" or "Operations" or "Ids" or "Items" ? 1 : 0;
        return [.. Enumerable.Range(0, least + random.Below(4)).Select(_ => Of<T>(random, name))];
    }

    private static long Long(Prng random, string name)
    {
        if (name is "Value" or "Delta" or "Argument" or "Low" or "High")
        {
            return random.Pick(0, -1, 1, long.MinValue, long.MaxValue, (long)random.Next());
        }
        var limit = name is "Amount" or "Initial" or "Limit" or "Minted" or "Burned" or "Balance" ? long.MaxValue : (1L << 53) - 1;
        return random.Pick(0, 1, limit, (long)(random.Next() >> random.Pick(1, 12, 40)) & limit);
    }

    private static int Int(Prng random, string name) => name switch
    {
        "Signer" or "Member" => random.Below(100),
        "Limit" => 1 + random.Below(100),
        "Levels" => 1 + random.Below(TrieFragment.MaxLevels),
        "Bits" => random.Pick(2048, 3072),
        "ResultCount" or "Index" => random.Below(16384),
        _ => random.Pick(0, 1, int.MaxValue, random.Below(1 << 20)),
    };

    private static byte[] Bytes(Prng random, string name) => name switch
    {
        "Signature" => random.Bytes(64),
        "Bodies" => random.Bytes(MessageCodec.MinBodyBytes + random.Below(60)),
        "ResultJson" => "{\"a\":[1,\"x\"]}"u8.ToArray(),
        "Key" => random.Bytes(RequestLimits.EncryptionKeyBytes),
        "Record" or "Addend" or "Token" or "Low" or "High" or "PublicKey" or "Proof" or "Sealed" => random.Bytes(1 + random.Below(60)),
        _ => random.Bytes(random.Below(60)),
    };

    private static string Text(Prng random, string name) => name switch
    {
        "Nonce" or "Salt" => Base64Url.Encode(random.Bytes(16)),
        "Id" or "From" or "To" or "After" or "Ids" or "Key" => string.Concat(Enumerable.Range(0, 1 + random.Below(12)).Select(_ => random.Pick('a', 'z', '0', '.', '_', ':', '-'))),
        "Machine" => random.Pick("builtin/eshare/1", Base64Url.Encode(random.Bytes(32))),
        "Transition" => random.Pick("offer", "_x9"),
        "Code" => random.Pick("ok", "not-owner"),
        _ => random.Pick("", "Größe \"3\"\n\u0001", "\u00e9", "e\u0301", "\U0001F527\\", new string('x', random.Below(40))),
    };
}

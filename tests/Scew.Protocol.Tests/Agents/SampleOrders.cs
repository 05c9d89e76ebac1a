using System.Buffers.Binary;
using Scew.Protocol.Agents;
using Scew.Protocol.Tests.Fuzz;

namespace Scew.Protocol.Tests.Agents;

/// <summary>Orders to agents and the lists of what they may run.</summary>
internal static class SampleOrders
{
    public const long NowMs = 1_790_000_000_000;

    public static readonly TestKey Operator = new(71);

    public static readonly TestKey Offline = new(72);

    public static readonly Digest Agent = Digest.Of("agent of merchant a"u8);

    public static readonly Digest Program = Digest.Of("a program"u8);

    private static readonly string[] Urls = ["https://releases.example/scew-silo", "https://releases.example:8443/a/b?c=d", "https://[2001:db8::1]/silo"];

    public static IReadOnlyList<AgentOrder> All() =>
    [
        new LaunchOrder(Agent, 1, NowMs + 30_000, Urls[0], Program),
        new StopOrder(Agent, 2, NowMs + 30_000, UInt128.MaxValue),
        new StatusOrder(Agent, 3, NowMs + 30_000),
        new LogsOrder(Agent, 4, NowMs + 30_000, 100),
    ];

    public static AgentOrder Order(Prng random)
    {
        var (agent, nonce, until) = (random.Digest(), Id(random), NowMs + random.Below(60_000));
        return random.Below(4) switch
        {
            0 => new LaunchOrder(agent, nonce, until, Urls[random.Below(Urls.Length)], random.Digest()),
            1 => new StopOrder(agent, nonce, until, Id(random)),
            2 => new StatusOrder(agent, nonce, until),
            _ => new LogsOrder(agent, nonce, until, 1 + random.Below(AgentOrder.MaxLines)),
        };
    }

    public static ReleaseList Releases(Prng random) =>
        new(random.Below(1000), NowMs + random.Below(1000), [.. Enumerable.Range(0, random.Below(5)).Select(i => new Release($"1.{i}.0", random.Digest(), 1 + random.Below(1 << 20)))]);

    public static ReleaseList Releases(long serial = 7) => new(serial, NowMs + 1000, [new Release("1.0.0", Program, 1000), new Release("1.0.1", Digest.Of("the next program"u8), 1001)]);

    public static SignedReleaseList SignedReleases(long serial = 7) => new(Releases(serial), Offline.SignDeterministic(Releases(serial).SigningBytes()));

    public static byte[] Wire(AgentOrder order, TestKey? by = null)
    {
        var key = by ?? Operator;
        return SignedOrder.Assemble(key.Public, order, key.SignDeterministic(SignedOrder.SigningInput(key.Public, order)));
    }

    private static UInt128 Id(Prng random) => BinaryPrimitives.ReadUInt128BigEndian(random.Bytes(16));
}

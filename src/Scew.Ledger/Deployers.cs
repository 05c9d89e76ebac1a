using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>How many machines each account deployed, and how long their texts are. It follows from the registers and is kept beside them, never written; immutable.</summary>
internal sealed class Deployers
{
    /// <summary>Most machines of one account.</summary>
    public const int MaxMachines = 64;

    /// <summary>
    /// Most bytes of all texts of one account. A compiled text takes some 60 times its length, so the machines of an account take 16 MB in every silo, whoever lies.
    /// </summary>
    public const int MaxTextBytes = 256 * 1024;

    private readonly ImmutableSortedDictionary<Account, Deployed> _deployed;

    private Deployers(ImmutableSortedDictionary<Account, Deployed> deployed) => _deployed = deployed;

    /// <summary>Nobody deployed anything.</summary>
    public static Deployers None { get; } = new(ImmutableSortedDictionary<Account, Deployed>.Empty);

    /// <summary>What <paramref name="account"/> deployed.</summary>
    public Deployed Of(Account account) => _deployed.TryGetValue(account, out var deployed) ? deployed : default;

    /// <summary>After some were deployed.</summary>
    public Deployers After(IEnumerable<Register> texts)
    {
        var all = _deployed.ToBuilder();
        foreach (var text in texts)
        {
            all[text.Owner] = (all.TryGetValue(text.Owner, out var deployed) ? deployed : default).And(text.Value.Length);
        }
        return new Deployers(all.ToImmutable());
    }

    /// <summary>So many machines with so many bytes of text.</summary>
    public readonly record struct Deployed(int Machines, int TextBytes)
    {
        /// <summary>With one more.</summary>
        public Deployed And(int textBytes) => new(Machines + 1, TextBytes + textBytes);

        /// <summary>Whether one more fits.</summary>
        public bool HasRoomFor(int textBytes) => Machines < MaxMachines && TextBytes + textBytes <= MaxTextBytes;
    }
}

namespace Scew.SystemTests.Histories;

/// <summary>
/// Is there an order of the operations, each taking effect at one moment between its invocation and its completion, that explains every answer? The algorithm of Wing and
/// Gong (1993) with Lowe's memory of configurations ("Testing for linearizability", 2017): a configuration is the set of operations that took effect and the balance.
/// Wallets are independent, so each is checked by itself (Herlihy and Wing's locality).
/// </summary>
internal static class LinearizabilityChecker
{
    /// <summary>The wallets whose history has no explanation.</summary>
    public static IReadOnlyList<string> Violations(IEnumerable<HistoryOperation> history, long initial) =>
        [.. history.GroupBy(operation => operation.Wallet, StringComparer.Ordinal).Where(one => !IsLinearizable([.. one], initial)).Select(one => one.Key)];

    /// <summary>Whether one wallet's history can be explained from a balance.</summary>
    public static bool IsLinearizable(IReadOnlyList<HistoryOperation> operations, long initial)
    {
        var head = Chain(operations);
        var taken = new Taken(operations.Count);
        var seen = new HashSet<(Taken Taken, long Balance)>();
        var path = new Stack<(Entry Call, long Before)>();
        var balance = initial;
        var entry = head.Next;
        while (entry is not null)
        {
            if (entry.Return is { } completion)
            {
                var (fits, after) = operations[entry.Operation].On(balance);
                if (fits)
                {
                    taken.Flip(entry.Operation);
                    if (seen.Add((taken.Copy(), after)))
                    {
                        path.Push((entry, balance));
                        balance = after;
                        entry.Leave();
                        completion.Leave();
                        entry = head.Next;
                        continue;
                    }
                    taken.Flip(entry.Operation);
                }
                entry = entry.Next;
                continue;
            }
            if (operations[entry.Operation].Answer is null)
            {
                // Only operations of unknown outcome are left: they may never take effect.
                return true;
            }
            if (!path.TryPop(out var last))
            {
                return false;
            }
            (var call, balance) = last;
            taken.Flip(call.Operation);
            call.Return!.Enter();
            call.Enter();
            entry = call.Next;
        }
        return true;
    }

    /// <summary>Invocations and completions in the order of time; at one moment invocations come first, which forbids less.</summary>
    private static Entry Chain(IReadOnlyList<HistoryOperation> operations)
    {
        var moments = new List<(long Time, int Order, int Operation)>();
        for (var i = 0; i < operations.Count; i++)
        {
            moments.Add((operations[i].Invoked, 0, i));
            moments.Add((operations[i].Answer is null ? long.MaxValue : operations[i].Completed, operations[i].Answer is null ? 2 : 1, i));
        }
        moments.Sort();
        var head = new Entry(-1);
        var last = head;
        var calls = new Entry[operations.Count];
        foreach (var (_, order, operation) in moments)
        {
            var entry = new Entry(operation) { Previous = last };
            last.Next = entry;
            last = entry;
            if (order == 0)
            {
                calls[operation] = entry;
            }
            else
            {
                calls[operation].Return = entry;
            }
        }
        return head;
    }

    /// <summary>An invocation (with its completion as <see cref="Return"/>) or a completion in a doubly linked list.</summary>
    private sealed class Entry(int operation)
    {
        public int Operation => operation;

        public Entry? Return { get; set; }

        public Entry? Previous { get; set; }

        public Entry? Next { get; set; }

        public void Leave()
        {
            Previous!.Next = Next;
            if (Next is not null)
            {
                Next.Previous = Previous;
            }
        }

        /// <summary>Undoes the last <see cref="Leave"/>.</summary>
        public void Enter()
        {
            Previous!.Next = this;
            if (Next is not null)
            {
                Next.Previous = this;
            }
        }
    }

    /// <summary>A set of operations with its hash kept up to date.</summary>
    private sealed class Taken : IEquatable<Taken>
    {
        private readonly ulong[] _bits;
        private ulong _hash;

        public Taken(int operations) => _bits = new ulong[(operations + 63) / 64];

        private Taken(ulong[] bits, ulong hash)
        {
            _bits = bits;
            _hash = hash;
        }

        public Taken Copy() => new([.. _bits], _hash);

        public void Flip(int operation)
        {
            _bits[operation / 64] ^= 1UL << (operation % 64);
            // SplitMix64 of the index: combined by exclusive or, the hash does not depend on the order.
            var mixed = ((ulong)operation + 1) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            _hash ^= mixed ^ (mixed >> 31);
        }

        public bool Equals(Taken? other) => other is not null && _hash == other._hash && _bits.AsSpan().SequenceEqual(other._bits);

        public override bool Equals(object? obj) => Equals(obj as Taken);

        public override int GetHashCode() => _hash.GetHashCode();
    }
}
